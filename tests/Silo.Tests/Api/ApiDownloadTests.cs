using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using SiameseSweep.Silo.Tests.Programs;

namespace SiameseSweep.Silo.Tests.Api;

/// <summary>Checkpoints over HTTP: whole, in ranges, and not at all when the client has them.</summary>
public sealed class ApiDownloadTests(ServedHome served) : IClassFixture<ServedHome>
{
    private string Address => $"api/runs/{served.Sweep}.1.0.0/checkpoints/best";

    private string Sha256 => RecordFile.Text(served.Home, "select sha256 from checkpoints where run_id like '%.1.0.0' and kind = 'best'");

    [Fact]
    public async Task The_bytes_have_the_records_hash_and_it_is_their_etag()
    {
        using HttpResponseMessage answer = await served.Http.GetAsync(Address);

        Assert.Equal(Sha256, Convert.ToHexStringLower(SHA256.HashData(await answer.Content.ReadAsByteArrayAsync())));
        Assert.Equal($"\"{Sha256}\"", answer.Headers.ETag?.Tag);
        Assert.Contains($"{served.Sweep}.1.0.0.safetensors", answer.Content.Headers.ContentDisposition?.FileName);
    }

    [Fact]
    public async Task A_download_that_broke_off_goes_on_by_ranges()
    {
        byte[] first = await Range(null, 999_999);
        byte[] rest = await Range(1_000_000, null);

        Assert.Equal(1_000_000, first.Length);
        Assert.Equal(Sha256, Convert.ToHexStringLower(SHA256.HashData([.. first, .. rest])));

        async Task<byte[]> Range(long? from, long? to)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, Address) { Headers = { Range = new RangeHeaderValue(from ?? 0, to) } };
            using HttpResponseMessage answer = await served.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
            return await answer.Content.ReadAsByteArrayAsync();
        }
    }

    [Fact]
    public async Task A_client_that_has_it_gets_nothing()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, Address);
        request.Headers.IfNoneMatch.Add(new EntityTagHeaderValue($"\"{Sha256}\""));

        using HttpResponseMessage answer = await served.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task The_same_comes_as_ONNX_with_a_name_and_a_hash_of_its_own()
    {
        using HttpResponseMessage answer = await served.Http.GetAsync($"{Address}?format=onnx");
        byte[] bytes = await answer.Content.ReadAsByteArrayAsync();

        Assert.Equal($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))}\"", answer.Headers.ETag?.Tag);
        Assert.Contains($"{served.Sweep}.1.0.0.onnx", answer.Content.Headers.ContentDisposition?.FileName);
        using HttpResponseMessage unknown = await served.Http.GetAsync($"{Address}?format=gguf");
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
        Assert.Contains("'gguf' is no format of a checkpoint", await unknown.Content.ReadAsStringAsync());
    }
}
