using System.Diagnostics;

namespace SiameseSweep.Bench.Cluster;

/// <summary>More processes of this program.</summary>
internal static class Children
{
    /// <summary>Starts one; it ends when its input is closed, and then says what it measured.</summary>
    public static Process Start(params string[] arguments)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal)
            ? [typeof(Children).Assembly.Location, .. arguments] : arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        };
        return Process.Start(start)!;
    }

    /// <summary>Tells it to end and returns its last line.</summary>
    public static async Task<string> End(Process child)
    {
        child.StandardInput.Close();
        string said = await child.StandardOutput.ReadToEndAsync().ConfigureAwait(false);
        await child.WaitForExitAsync().ConfigureAwait(false);
        child.Dispose();
        return said.Trim().Split('\n')[^1];
    }

    /// <summary>In a child: waits for the parent.</summary>
    public static Task<string> ParentsWord() => Console.In.ReadToEndAsync();
}
