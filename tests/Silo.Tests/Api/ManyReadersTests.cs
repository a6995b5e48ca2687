using System.Diagnostics;
using System.Net;
using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Api;

/// <summary>Readers who ask for what costs most do not keep the head from answering others.</summary>
public sealed class ManyReadersTests(FinishedHome finished) : IAsyncDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(15);
    private readonly TemporaryDirectory _folder = new();

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Sixty_readers_of_the_dearest_pictures_leave_health_within_a_second()
    {
        string home = await finished.CopyTo(_folder.File("home")),
            run = RecordFile.Rows(home, "select run_id from runs")[0],
            port = FreePort.Next();
        using SiloProgram head = SiloProgram.Start("serve", "--home", home, "--port", port);
        await head.Says("Serving");
        using HttpClient http = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
        using CancellationTokenSource over = new(Long);
        int drawn = 0;
        Task[] readers =
        [
            .. Enumerable.Range(0, 60)
                .Select(async reader =>
                {
                    for (int i = 0; !over.IsCancellationRequested; i++)
                    {
                        using HttpResponseMessage answer = await http.GetAsync(
                            $"api/runs/{run}/pairs.png?pairs={40 + ((reader + (60 * i)) % 60)}&epoch={1 + (i % 3)}");
                        if (answer.StatusCode == HttpStatusCode.OK)
                        {
                            Interlocked.Increment(ref drawn);
                        }
                        else
                        {
                            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
                            Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
                        }
                    }
                }),
        ];

        List<TimeSpan> healths = [];
        while (!over.IsCancellationRequested)
        {
            long start = Stopwatch.GetTimestamp();
            Assert.Equal("ok", await http.GetStringAsync("healthz"));
            healths.Add(Stopwatch.GetElapsedTime(start));
            await Task.Delay(50);
        }

        await Task.WhenAll(readers);
        healths.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{drawn} pictures; /healthz {healths.Count} times, median {healths[healths.Count / 2].TotalMilliseconds:F0} ms, at most "
                + $"{healths[^1].TotalMilliseconds:F0} ms"
        );
        Assert.True(drawn > 0);
        Assert.True(healths[(healths.Count * 99 / 100) - 1] < TimeSpan.FromSeconds(1), $"{healths[^1]}");
    }

    [Fact]
    public async Task A_picture_is_drawn_once_and_the_description_of_the_api_too()
    {
        string home = await finished.CopyTo(_folder.File("home")),
            run = RecordFile.Rows(home, "select run_id from runs")[0],
            port = FreePort.Next();
        using SiloProgram head = SiloProgram.Start("serve", "--home", home, "--port", port);
        await head.Says("Serving");
        using HttpClient http = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
        foreach (string address in (string[])[$"api/runs/{run}/pairs.png?pairs=99", "openapi/v1.json"])
        {
            byte[] first = await http.GetByteArrayAsync(address);
            TimeSpan before = head.Process.TotalProcessorTime;
            for (int i = 0; i < 50; i++)
            {
                Assert.Equal(first, await http.GetByteArrayAsync(address));
            }

            head.Process.Refresh();
            TimeSpan each = (head.Process.TotalProcessorTime - before) / 50;
            Assert.True(each < TimeSpan.FromMilliseconds(30), $"{address} costs {each.TotalMilliseconds:F0} ms each time");
        }
    }
}
