using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Store;
using SiameseSweep.Silo.Client;
using SiameseSweep.Silo.Tests.Programs;

namespace SiameseSweep.Silo.Tests.Api;

/// <summary>Clients that have an answer already, and clients that leave before theirs (RFC 9110).</summary>
public sealed class ApiCachingTests(ServedHome served) : IClassFixture<ServedHome>
{
    public static TheoryData<string> Documents =>
        [
            "api/sweeps",
            "api/sweeps/SWEEP",
            "api/sweeps/SWEEP/best",
            "api/sweeps/SWEEP/export?format=csv",
            "api/sweeps/SWEEP/export?format=json",
            "api/runs?sweep=SWEEP",
            "api/runs/SWEEP.0.0.0",
            "api/runs/SWEEP.0.0.0/loss?points=4",
            "api/runs/SWEEP.0.0.0/events",
            "api/runs/SWEEP.0.0.0/pairs.png",
        ];

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Who_has_a_document_gets_304_and_who_has_another_gets_it(string address)
    {
        address = address.Replace("SWEEP", served.Sweep, StringComparison.Ordinal);
        using HttpResponseMessage first = await Get(address, null);
        EntityTagHeaderValue tag = first.Headers.ETag ?? throw new InvalidOperationException($"{address} has no ETag.");
        byte[] body = await first.Content.ReadAsByteArrayAsync();

        using HttpResponseMessage again = await Get(address, tag);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Empty(await again.Content.ReadAsByteArrayAsync());

        using HttpResponseMessage other = await Get(address, new EntityTagHeaderValue("\"other\""));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.Equal(body, await other.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_document_that_changed_has_another_tag()
    {
        string address = $"api/runs/{served.Sweep}.0.0.0/annotation";
        using HttpResponseMessage before = await Get(address, null);
        using HttpResponseMessage put = await served.Http.PutAsync(
            address,
            new StringContent("{\"tags\": [\"kept\"], \"note\": \"\"}", Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);

        using HttpResponseMessage after = await Get(address, before.Headers.ETag);
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        Assert.Contains("kept", await after.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sweep_file_that_broke_off_on_its_way_is_no_sweep()
    {
        string before = await served.Http.GetStringAsync("api/sweeps");
        using (TcpClient client = new())
        {
            await client.ConnectAsync(served.Http.BaseAddress!.Host, served.Http.BaseAddress.Port);
            await client.GetStream()
                .WriteAsync(
                    Encoding.ASCII.GetBytes(
                        $"POST /api/sweeps HTTP/1.1\r\nHost: {served.Http.BaseAddress.Authority}\r\nContent-Type: "
                            + $"application/yaml\r\nContent-Length: 500\r\n\r\nmethod: grid\nparameters:\n  margin: {{value: 1}}\n"
                    ));
        }

        Assert.Equal(before, await served.Http.GetStringAsync("api/sweeps")); // and the head's end shows that it complained of nothing
    }

    [Fact]
    public async Task A_download_that_its_client_left_holds_no_file()
    {
        using (
            HttpResponseMessage answer = await served.Http.GetAsync(
                $"api/runs/{served.Sweep}.1.0.0/checkpoints/best",
                HttpCompletionOption.ResponseHeadersRead))
        {
            await (await answer.Content.ReadAsStreamAsync()).ReadExactlyAsync(new byte[1000]);
        }

        using PeriodicTimer again = new(TimeSpan.FromMilliseconds(20));
        using CancellationTokenSource patience = new(SiloProgram.Patience);
        while (OpenFiles().Any(f => f.EndsWith(".safetensors", StringComparison.Ordinal)))
        {
            await again.WaitForNextTickAsync(patience.Token);
        }
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("json")]
    public void An_export_whose_client_left_ends(string format)
    {
        using RecordReader record = RecordReader.Open(new Core.Store.HomeDirectory(served.Home));

        Assert.ThrowsAny<OperationCanceledException>(() =>
            SweepExport.Write(
                record,
                new Rankings(record),
                record.Sweep(served.Sweep)!,
                format,
                TextWriter.Null,
                new CancellationToken(canceled: true)));
    }

    private async Task<HttpResponseMessage> Get(string address, EntityTagHeaderValue? known)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        if (known is not null)
        {
            request.Headers.IfNoneMatch.Add(known);
        }

        return await served.Http.SendAsync(request);
    }

    private IEnumerable<string> OpenFiles() =>
        Directory.GetFiles($"/proc/{served.HeadProcess}/fd").Select(f => new FileInfo(f).LinkTarget ?? "");
}
