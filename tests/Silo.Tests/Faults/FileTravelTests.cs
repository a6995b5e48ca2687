using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Scheduling;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.SweepFiles;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Grains.Files;
using SiameseSweep.Silo.Api;
using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;
using SiameseSweep.Training.Runs;

namespace SiameseSweep.Silo.Tests.Faults;

/// <summary>Files in pieces over real HTTP, into the home of a record with one run in training.</summary>
public sealed class FileTravelTests : IAsyncLifetime
{
    private const int Bytes = (2 * HeadFileClient.PieceBytes) + 12_345;
    private static readonly RunId Run = new(SmallRecord.SweepId, 0, 0, 0);

    private readonly TemporaryDirectory _folder = new();
    private RecordStore _store = null!;
    private WebApplication _app = null!;
    private HeadFileClient _client = null!;

    private HomeDirectory Head => new(_folder.File("head"));

    private HomeDirectory Worker => new(_folder.File("worker"));

    private static RunFilePlace Best => new(Run, "best-00001-cpu1.safetensors");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = RecordStore.Open(Head, TimeProvider.System);
        await _store.Writer.CreateSweep(SmallRecord.SweepId, SweepFile.Parse(SmallRecord.Yaml, "sample.yaml").Definition!);
        await _store.Writer.AddTrial(new NewTrial(SmallRecord.SweepId, 0, new RunConfiguration { Epochs = 2 }, "{}", [(Run, 7)]));
        await _store.Writer.StartAttempt(new NewAttempt(Run, "token", "cpu", "silo", 1));
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(Head)
            .AddSingleton(_store.Reader)
            .AddSingleton(new UploadReceiver(Head, _store.Reader, TimeProvider.System));
        builder.Services.AddSiameseSweepApi();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.UseExceptionHandler();
        FileEndpoints.Map(_app);
        await _app.StartAsync(Cancellation);
        string url = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        _client = new HeadFileClient(new FileServerInfo(url + "/", "", ""));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(Bytes)]
    [InlineData(168_000_000)] // the seed's network at 100 pixels with Adam's two moments
    public async Task A_file_of_several_pieces_arrives_whole_and_is_fetched_whole(int bytes)
    {
        (string file, string sha256) = Made(bytes);
        await using FileStream content = File.OpenRead(file);
        await _client.Send(Best, 1, sha256, content, Cancellation);
        Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Best.In(Head)));
        Assert.Empty(Directory.GetFiles(Head.CheckpointsOf(Run), "*.arriving"));
        Assert.True(await _client.Has(Best, sha256, bytes, Cancellation));

        Assert.True(await _client.Receive(Best, Worker, sha256, Cancellation));
        Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Best.In(Worker)));
    }

    [Fact]
    public async Task A_file_that_was_cut_goes_on_where_it_was_in_both_directions()
    {
        (string file, string sha256) = Made(Bytes);
        byte[] bytes = File.ReadAllBytes(file);
        const int Cut = HeadFileClient.PieceBytes + 777;
        UploadReceiver arrivals = new(Head, _store.Reader, TimeProvider.System);
        await arrivals.Add(Best, 1, sha256, 0, Bytes, new MemoryStream(bytes, 0, Cut), Cancellation);
        Assert.Equal(Cut, await arrivals.Arrived(Best, sha256, Cancellation));
        await using (FileStream content = File.OpenRead(file))
        {
            await _client.Send(Best, 1, sha256, content, Cancellation);
        }

        Assert.Equal(bytes, File.ReadAllBytes(Best.In(Head)));

        // Fetched: what lies there of an earlier try is not asked for again. Were it, these zeros would not be noticed by the hash.
        Directory.CreateDirectory(Worker.CheckpointsOf(Run));
        File.WriteAllBytes(Best.In(Worker) + ".fetching", new byte[Cut]);
        Assert.False(await _client.Receive(Best, Worker, sha256, Cancellation));
        File.WriteAllBytes(Best.In(Worker) + ".fetching", bytes[..Cut]);
        Assert.True(await _client.Receive(Best, Worker, sha256, Cancellation));
        Assert.Equal(bytes, File.ReadAllBytes(Best.In(Worker)));
    }

    [Fact]
    public async Task What_arrives_with_another_hash_is_refused_and_not_kept()
    {
        (string file, _) = Made(1000);
        await using FileStream content = File.OpenRead(file);
        HttpRequestException refused = await Assert.ThrowsAsync<HttpRequestException>(() =>
            _client.Send(Best, 1, new string('0', 64), content, Cancellation));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Empty(Directory.GetFiles(Head.CheckpointsOf(Run)));
    }

    [Fact]
    public async Task A_superseded_attempt_brings_nothing()
    {
        (string file, string sha256) = Made(1000);
        await _store.Writer.SetRunState(Run, [RunState.Running], RunState.Queued, "its worker is gone");
        await _store.Writer.StartAttempt(new NewAttempt(Run, "other", "cpu", "silo2", 1));
        await using FileStream content = File.OpenRead(file);
        UploadRejectedException refused = await Assert.ThrowsAsync<UploadRejectedException>(() =>
            _client.Send(Best, 1, sha256, content, Cancellation));
        Assert.Equal(ArrivalRefusal.Superseded, refused.Refusal);
        Assert.False(Directory.Exists(Head.CheckpointsOf(Run)) && Directory.GetFiles(Head.CheckpointsOf(Run)).Length > 0);
    }

    [Theory]
    [InlineData("..%2F..%2Fx.0.0.0", "checkpoints", "best-00001-cpu1.safetensors")]
    [InlineData("sample-1a2b.0.0.0", "checkpoints", "..%2F..%2Fruns.db")]
    [InlineData("sample-1a2b.0.0.0", "logs", "best-00001-cpu1.safetensors")]
    [InlineData("sample-1a2b.0.0.0", "resume", "best-00001-cpu1.safetensors")]
    [InlineData("sample-1a2b.0.0.0", "checkpoints", "best-00001-..cpu1.safetensors")]
    [InlineData("sample-1a2b.0.0.0", "checkpoints", "last-0001-00000009.safetensors.writing")]
    [InlineData("sample-1a2b.0.0.0", "checkpoints", "runs.db")]
    public async Task Nothing_but_a_runs_own_files_can_be_named(string run, string folder, string name)
    {
        using HttpClient http = new() { BaseAddress = new Uri(_app.Urls.First()) };
        using HttpResponseMessage answer = await http.GetAsync(
            new Uri($"/api/files/{run}/{folder}/{name}", UriKind.Relative),
            Cancellation);
        Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.BadRequest, HttpStatusCode.NotFound });
    }

    [Fact]
    public async Task A_full_disk_of_the_head_refuses_the_piece_and_takes_it_once_there_is_room()
    {
        using SmallDisk disk = SmallDisk.Mount(Head.Checkpoints, megabytes: 4);
        string filler = Path.Combine(disk.Path, "filler");
        File.WriteAllBytes(filler, new byte[3 << 20]);
        (string file, string sha256) = Made(2 << 20);
        await using FileStream content = File.OpenRead(file);
        HttpRequestException refused = await Assert.ThrowsAsync<HttpRequestException>(() =>
            _client.Send(Best, 1, sha256, content, Cancellation));
        Assert.Equal(HttpStatusCode.InsufficientStorage, refused.StatusCode);
        File.Delete(filler);
        await _client.Send(Best, 1, sha256, content, Cancellation);
        Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Best.In(Head)));
    }

    [Fact]
    public async Task A_worker_whose_own_disk_is_full_is_told_apart_from_a_head_that_is_away()
    {
        (string file, string sha256) = Made(6 << 20);
        await using FileStream content = File.OpenRead(file);
        await _client.Send(Best, 1, sha256, content, Cancellation);
        using SmallDisk disk = SmallDisk.Mount(Worker.Checkpoints, megabytes: 4);
        DatasetUnavailableException unfit = await Assert.ThrowsAsync<DatasetUnavailableException>(() =>
            _client.Receive(Best, Worker, sha256, Cancellation));
        Assert.Contains("No space left on device", unfit.Message, StringComparison.Ordinal);
        Assert.Contains("Make room", unfit.Message, StringComparison.Ordinal);

        await _app.StopAsync(Cancellation);
        await Assert.ThrowsAsync<HttpRequestException>(() =>
            _client.Receive(Best, new HomeDirectory(_folder.File("other")), sha256, Cancellation));
    }

    private (string File, string Sha256) Made(int bytes)
    {
        byte[] content = new byte[bytes];
        for (int i = 0; i < bytes; i++)
        {
            content[i] = (byte)((i * 2654435761L) >> 13);
        }

        string file = _folder.File("content");
        File.WriteAllBytes(file, content);
        return (file, Convert.ToHexStringLower(SHA256.HashData(content)));
    }
}
