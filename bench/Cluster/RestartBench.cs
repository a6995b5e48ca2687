using System.Diagnostics;
using System.Globalization;

namespace SiameseSweep.Bench.Cluster;

/// <summary>From starting <c>serve</c> over a record (<c>bench generate</c> makes a big one) to its first answers.</summary>
internal static class RestartBench
{
    private const int Times = 5;

    public static BenchCommand Command { get; } = new(
        "restart", "DIR [PORT]", "Time until a killed head serves again over the record of 'generate DIR', five times.",
        args => Run(args[0], BenchCommand.Number(args, 1, 8190)));

    public static async Task<int> Run(string home, int port)
    {
        for (int i = 0; i < Times; i++)
        {
            long start = Stopwatch.GetTimestamp();
            using Process head = TheProgram.Start("serve", "--home", home, "--port", port.ToString(CultureInfo.InvariantCulture));
            TimeSpan serving = await TheProgram.UntilServing(port, "api/sweeps", start).ConfigureAwait(false);
            TimeSpan page = await TheProgram.UntilServing(port, "", start).ConfigureAwait(false);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"serving after {serving.TotalSeconds:F2} s, its first page after {page.TotalSeconds:F2} s"));
            head.Kill(); // no closing: the next start finds what a crash leaves
            await head.WaitForExitAsync().ConfigureAwait(false);
        }

        return 0;
    }
}
