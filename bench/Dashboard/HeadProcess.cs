using System.Diagnostics;
using System.Globalization;

namespace SiameseSweep.Bench.Dashboard;

/// <summary>The program as users start it, <c>serve</c> over a home, on a port of loopback.</summary>
internal sealed class HeadProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(1);
    private readonly Process _process;

    private HeadProcess(Process process, string address)
    {
        _process = process;
        Address = address;
    }

    public string Address { get; }

    public static async Task<HeadProcess> Start(string home, int port)
    {
        string program = Path.GetFullPath(
            Path.Combine(AppContext.BaseDirectory, "..", "..", "SiameseSweep.Silo", "release", "siamese-sweep.dll"));
        if (!File.Exists(program))
        {
            throw new FileNotFoundException($"{program} is not built; build it with: dotnet build src/Silo -c Release");
        }

        string number = port.ToString(CultureInfo.InvariantCulture);
        Process process = Process.Start(
            new ProcessStartInfo("dotnet", [program, "serve", "--home", home, "--port", number])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => Console.Error.WriteLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        HeadProcess head = new(process, $"http://127.0.0.1:{number}");
        using HttpClient http = new();
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < StartTimeout && !process.HasExited;)
        {
            try
            {
                using HttpResponseMessage answer = await http.GetAsync(new Uri(head.Address + "/healthz")).ConfigureAwait(false);
                if (answer.IsSuccessStatusCode)
                {
                    return head;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(50).ConfigureAwait(false);
        }

        await head.DisposeAsync().ConfigureAwait(false);
        throw new InvalidOperationException($"The head over {home} did not answer on port {number}.");
    }

    /// <summary>Memory that is in RAM now, in MB, of which the libraries' files are a part.</summary>
    public double ResidentMegabytes() =>
        double.Parse(
            File.ReadLines($"/proc/{_process.Id}/status")
                .Single(l => l.StartsWith("VmRSS:", StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture
        ) / 1e3;

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using Process kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)])!;
            await _process.WaitForExitAsync().ConfigureAwait(false);
        }

        _process.Dispose();
    }
}
