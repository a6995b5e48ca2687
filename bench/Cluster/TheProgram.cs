using System.Diagnostics;
using System.Globalization;
using SiameseSweep.TestKit;

namespace SiameseSweep.Bench.Cluster;

/// <summary>The real program, built beside the bench (<c>dotnet build src/Silo -c Release</c>).</summary>
internal static class TheProgram
{
    private static readonly string Dll = Path.Combine(
        Repository.Root,
        "artifacts",
        "bin",
        "SiameseSweep.Silo",
        "release",
        "siamese-sweep.dll");

    /// <summary>Starts it; what it says is not wanted.</summary>
    public static Process Start(params string[] arguments)
    {
        Process process = Process.Start(
            new ProcessStartInfo("dotnet", [Dll, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Asks until it answers. Returns the time since a start.</summary>
    public static async Task<TimeSpan> UntilServing(int port, string path, long start)
    {
        using HttpClient http = new() { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/")) };
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            try
            {
                using HttpResponseMessage answer = await http.GetAsync(new Uri(path, UriKind.Relative)).ConfigureAwait(false);
                if (answer.IsSuccessStatusCode)
                {
                    return Stopwatch.GetElapsedTime(start);
                }
            }
            catch (HttpRequestException)
            {
                // Not up yet.
            }

            await timer.WaitForNextTickAsync().ConfigureAwait(false);
        }
    }
}
