using System.Diagnostics;

namespace SiameseSweep.TestKit;

/// <summary>
/// The system's Python, for scripts whose numbers we are held against. Tests skip, with the reason, where it or a module is
/// missing.
/// </summary>
public static class Python
{
    private const string Interpreter = "/usr/bin/python3";

    /// <summary>
    /// Runs a script to its end and gives its output; skips the test when Python or the module is missing, fails it when the script
    /// fails.
    /// </summary>
    public static async Task<string> Run(string module, string script, params string[] arguments)
    {
        Assert.SkipUnless(File.Exists(Interpreter), $"There is no Python at {Interpreter}.");
        (int code, _, _) = await Start(["-c", $"import importlib.util, sys; sys.exit(importlib.util.find_spec('{module}') is None)"]);
        Assert.SkipUnless(code == 0, $"Python has no module {module}.");
        (code, string output, string errors) = await Start([script, .. arguments]);
        Assert.True(code == 0, errors);
        return output;
    }

    private static async Task<(int Code, string Output, string Errors)> Start(string[] arguments)
    {
        ProcessStartInfo start = new(Interpreter, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{Interpreter} did not start.");
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }
}
