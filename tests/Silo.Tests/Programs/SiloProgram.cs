using System.Diagnostics;
using System.Text;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Programs;

/// <summary>Exit code and output of a program.</summary>
public sealed record Outcome(int ExitCode, string Out, string Error)
{
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>The real program, as its own process: the build that lies beside the tests.</summary>
public sealed class SiloProgram : IDisposable
{
    // The longest wait takes half a minute on two cores at rest, and 85 s were seen at a load of ten.
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly string Configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
    /// <summary>The program.</summary>
    public static readonly string Dll = Path.Combine(
        Repository.Root,
        "artifacts",
        "bin",
        "SiameseSweep.Silo",
        Configuration,
        "siamese-sweep.dll");

    private readonly StringBuilder _out = new();
    private readonly StringBuilder _error = new();
    private readonly List<(Func<string, bool> Is, TaskCompletionSource<string> Seen)> _waits = [];

    private SiloProgram(Process process) => Process = process;

    public Process Process { get; }

    /// <summary>Runs it to its end.</summary>
    public static async Task<Outcome> Run(params string[] arguments)
    {
        using SiloProgram program = Start(arguments);
        return await program.End();
    }

    public static SiloProgram Start(params string[] arguments) => Start([], arguments);

    /// <summary>Starts it with variables of its own.</summary>
    public static SiloProgram Start(Dictionary<string, string> environment, params string[] arguments) => Start([], environment, arguments);

    /// <summary>Starts it through another program that becomes it, such as <c>ip netns exec</c>.</summary>
    public static SiloProgram Start(string[] through, Dictionary<string, string> environment, params string[] arguments) =>
        Launch(environment, [.. through, "dotnet", Dll, .. arguments]);

    /// <summary>Starts another build of it.</summary>
    public static SiloProgram StartBuild(string dll, params string[] arguments) => StartBuild([], dll, arguments);

    /// <summary>Starts another build of it with variables of its own.</summary>
    public static SiloProgram StartBuild(Dictionary<string, string> environment, string dll, params string[] arguments) =>
        Launch(environment, ["dotnet", dll, .. arguments]);

    private static SiloProgram Launch(Dictionary<string, string> environment, string[] command)
    {
        ProcessStartInfo start = new(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        // What the developer has set must not reach the tests.
        foreach (string name in start
                .Environment.Keys.Where(k =>
                    k.StartsWith("SIAMESE_SWEEP", StringComparison.Ordinal) || k.StartsWith("ASPNETCORE", StringComparison.Ordinal))
                .ToList())
        {
            start.Environment.Remove(name);
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        Process process = new() { StartInfo = start };
        SiloProgram program = new(process);
        process.OutputDataReceived += (_, line) => program.Hear(program._out, line.Data);
        process.ErrorDataReceived += (_, line) => program.Hear(program._error, line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return program;
    }

    /// <summary>Waits for its end, for <see cref="Patience"/> unless it is known to take longer.</summary>
    public async Task<Outcome> End(TimeSpan? within = null)
    {
        using CancellationTokenSource patience = new(within ?? Patience);
        try
        {
            await Process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The program did not end within {within ?? Patience}. It said:\n{Said()}");
        }

        lock (_waits)
        {
            return new Outcome(Process.ExitCode, _out.ToString(), _error.ToString());
        }
    }

    /// <summary>Waits until it has written a line like this one.</summary>
    public async Task<string> Says(string fragment)
    {
        TaskCompletionSource<string> seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_waits)
        {
            string? already = (_out.ToString() + _error).Split('\n').FirstOrDefault(l => l.Contains(fragment, StringComparison.Ordinal));
            if (already is not null)
            {
                return already;
            }

            _waits.Add((line => line.Contains(fragment, StringComparison.Ordinal), seen));
        }

        Task ended = Process.WaitForExitAsync();
        Task first = await Task.WhenAny(seen.Task, ended, Task.Delay(Patience));
        return first == seen.Task
            ? await seen.Task
            : throw new TimeoutException($"The program never said '{fragment}'. It said:\n{Said()}");
    }

    /// <summary>SIGINT, as Ctrl-C sends it; SIGTERM, SIGSTOP … likewise.</summary>
    public async Task Signal(string name)
    {
        using Process kill = Process.Start("kill", ["-s", name, $"{Process.Id}"]);
        await kill.WaitForExitAsync();
    }

    public void Kill() => Process.Kill();

    public void Dispose()
    {
        if (!Process.HasExited)
        {
            Process.Kill(entireProcessTree: true);
        }

        Process.Dispose();
    }

    private string Said()
    {
        lock (_waits)
        {
            return $"{_out}{_error}";
        }
    }

    private void Hear(StringBuilder text, string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_waits)
        {
            text.Append(line).Append('\n');
            foreach ((_, TaskCompletionSource<string> seen) in _waits.Where(w => w.Is(line)))
            {
                seen.TrySetResult(line);
            }
        }
    }
}
