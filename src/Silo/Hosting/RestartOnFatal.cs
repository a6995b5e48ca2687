using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;

namespace SiameseSweep.Silo.Hosting;

/// <summary>
/// A silo that the cluster has declared dead (its network was cut, or it was stopped, for longer than others wait) can never be a
/// member again under its old name. Instead of aborting, as Orleans does, the process becomes the same program anew: same id,
/// terminal and arguments. What it trained goes on from the saved state.
/// </summary>
internal sealed partial class RestartOnFatal(TimeProvider time, ILogger<RestartOnFatal> log) : IFatalErrorHandler
{
    private static readonly TimeSpan LeastLife = TimeSpan.FromSeconds(15);
    private readonly long _started = time.GetTimestamp();

    public bool IsUnexpected(Exception exception) => true;

    public void OnFatalException(object? sender, string? context, Exception? exception)
    {
        if (time.GetElapsedTime(_started) < LeastLife)
        {
            // Again and again would help nobody; a supervisor, if there is one, decides.
            Environment.FailFast($"The silo cannot continue: {context}", exception);
        }

        LogStartsAgain(log, exception, context);
        string[] command = [.. File.ReadAllText("/proc/self/cmdline").Split('\0')[..^1]];
        int error = Replace("/proc/self/exe", command);
        Environment.FailFast(
            $"The silo cannot continue ({context}), and the restart failed: {new Win32Exception(error).Message}",
            exception);
    }

    // Returns only when it failed. Files are closed by it (.NET opens them so), and with them their locks.
    private static int Replace(string program, string[] command)
    {
        IntPtr[] arguments = [.. command.Select(Native), IntPtr.Zero];
        _ = Exec(Native(program), arguments);
        return Marshal.GetLastPInvokeError();
    }

    private static IntPtr Native(string text)
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(text), 0];
        IntPtr native = Marshal.AllocHGlobal(bytes.Length);
        Marshal.Copy(bytes, 0, native, bytes.Length);
        return native;
    }

    [DllImport("libc", EntryPoint = "execv", SetLastError = true)]
    private static extern int Exec(IntPtr program, IntPtr[] arguments);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The cluster has given this process up while it could not be reached; it starts again. {Context}"
    )]
    private static partial void LogStartsAgain(ILogger log, Exception? exception, string? context);
}
