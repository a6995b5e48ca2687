using System.Diagnostics;

namespace SiameseSweep.Silo.Tests.Access;

/// <summary>Another user of this machine, <c>nobody</c>, who has a shell. Skips the test where this user may not become another.</summary>
internal static class OtherUser
{
    private const string Nobody = "65534";

    public static async Task<string> Run(string script)
    {
        Assert.SkipUnless(Environment.UserName == "root" && File.Exists("/usr/bin/setpriv"), "Only root can become another user.");
        using Process shell = Process.Start(new ProcessStartInfo(
            "setpriv", ["--reuid", Nobody, "--regid", Nobody, "--clear-groups", "bash", "-c", script])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        })!;
        Task<string> error = shell.StandardError.ReadToEndAsync();
        string output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return output + await error;
    }

    /// <summary>Sends a request and returns the status line and headers of the answer.</summary>
    public static Task<string> Send(int port, string request, params string[] headers) =>
        Run(
            $"exec 3<>/dev/tcp/127.0.0.1/{port}; printf '{Lines(request, headers)}' >&3; "
                + $"while IFS= read -r line <&3 && [ \"$line\" != $'\\r' ]; do echo \"$line\"; done"
        );

    /// <summary>Sends a request many times, each on a connection that is closed at once.</summary>
    public static Task<string> SendAndLeave(int port, string request, int times) => Run(
        $"for i in $(seq {times}); do exec 3<>/dev/tcp/127.0.0.1/{port}; printf '{Lines(request, [])}' >&3; exec 3>&-; done");

    private static string Lines(string request, string[] headers) =>
        string.Join("\\r\\n", [$"{request} HTTP/1.1", "Host: 127.0.0.1", "Content-Length: 0", "Connection: close", .. headers])
        + "\\r\\n\\r\\n";
}
