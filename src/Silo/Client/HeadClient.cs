using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using SiameseSweep.Core;
using SiameseSweep.Silo.Documents;

namespace SiameseSweep.Silo.Client;

/// <summary>
/// A head over HTTP (CONTRACT §5). Its refusals arrive as problem documents and leave as <see cref="UserErrorException"/>.
/// </summary>
internal sealed class HeadClient : IRecordSource
{
    private const int PageSize = 1000;
    private readonly HttpClient _http;

    /// <param name="server">Where it answers.</param>
    /// <param name="token">What it asks for, if it asks.</param>
    /// <param name="isHere">Whether it runs on this machine, whatever its address.</param>
    public HeadClient(Uri server, string? token, bool isHere)
    {
        // A proxy cannot reach this machine's own addresses, and would see the token. A head elsewhere may have no other way to it,
        // and who names it by --server can name it in no_proxy too.
        SocketsHttpHandler handler = new() { UseProxy = !isHere && !server.IsLoopback };
        _http = new HttpClient(handler) { BaseAddress = server };
        if (token is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    public async Task<IReadOnlyList<SweepDocument>> Sweeps(CancellationToken cancellation) =>
        await All<SweepDocument>("api/sweeps?", cancellation);

    public async Task<IReadOnlyList<RunDocument>> Runs(string? sweep, CancellationToken cancellation) =>
        await All<RunDocument>(sweep is null ? "api/runs?" : $"api/runs?sweep={Escape(sweep)}&", cancellation);

    public Task<RunDetailDocument> Run(string run, CancellationToken cancellation) =>
        Get<RunDetailDocument>($"api/runs/{Escape(run)}", cancellation);

    public Task<RankingDocument> Best(string sweep, CancellationToken cancellation) =>
        Get<RankingDocument>($"api/sweeps/{Escape(sweep)}/best", cancellation);

    public Task<ProgressDocument> Progress(string sweep, CancellationToken cancellation) =>
        Get<ProgressDocument>($"api/sweeps/{Escape(sweep)}/progress", cancellation);

    public Task<IReadOnlyList<EventDocument>> Events(string run, CancellationToken cancellation) =>
        Get<IReadOnlyList<EventDocument>>($"api/runs/{Escape(run)}/events", cancellation);

    public Task<IReadOnlyList<SiloDocument>> Cluster(CancellationToken cancellation) =>
        Get<IReadOnlyList<SiloDocument>>("api/cluster", cancellation);

    public async Task<SweepDocument> Submit(string yaml, string fileName, CancellationToken cancellation)
    {
        using StringContent body = new(yaml, System.Text.Encoding.UTF8, "application/yaml");
        using HttpResponseMessage answer = await Send(HttpMethod.Post, $"api/sweeps?file={Escape(fileName)}", body, cancellation);
        return await ReadDocument<SweepDocument>(answer, cancellation);
    }

    public async Task<SweepDocument> Command(string sweep, string action, CancellationToken cancellation, object? body = null)
    {
        using JsonContent? content = body is null ? null : JsonContent.Create(body, options: Json.Compact);
        using HttpResponseMessage answer = await Send(HttpMethod.Post, $"api/sweeps/{Escape(sweep)}/{action}", content, cancellation);
        return await ReadDocument<SweepDocument>(answer, cancellation);
    }

    /// <summary>Deletes a sweep (an id without dots) or a run.</summary>
    public async Task Delete(string runOrSweep, CancellationToken cancellation)
    {
        string kind = runOrSweep.Contains('.') ? "runs" : "sweeps";
        using HttpResponseMessage answer = await Send(HttpMethod.Delete, $"api/{kind}/{Escape(runOrSweep)}", null, cancellation);
    }

    public async Task Export(string sweep, string format, TextWriter output, CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await Send(
            HttpMethod.Get,
            $"api/sweeps/{Escape(sweep)}/export?format={format}",
            null,
            cancellation);
        using StreamReader text = new(await answer.Content.ReadAsStreamAsync(cancellation));
        char[] buffer = new char[16384];
        for (int read = await text.ReadAsync(buffer, cancellation); read > 0; read = await text.ReadAsync(buffer, cancellation))
        {
            await output.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }
    }

    public async Task<DownloadedCheckpoint> Download(
        string runOrSweep,
        string? file,
        bool swept,
        CheckpointFormat format,
        CancellationToken cancellation)
    {
        string run = runOrSweep.Contains('.')
            ? runOrSweep
            : (await Best(runOrSweep, cancellation)).Chosen(swept).Run
                ?? throw BestCheckpoint.NoneYet(runOrSweep);
        RunDetailDocument detail = await Run(run, cancellation);
        CheckpointDocument checkpoint =
            detail.Checkpoints.FirstOrDefault(c => c.Kind == "best")
            ?? throw new UserErrorException(
                $"Run {detail.Run.RunId} has no best checkpoint: none was evaluated yet, or retention removed it.");
        string target = CheckpointFile.Target(file, Core.Runs.RunId.Parse(detail.Run.RunId), format);
        using HttpResponseMessage answer = await Send(
            HttpMethod.Get,
            $"api/runs/{Escape(detail.Run.RunId)}/checkpoints/best?format={format.Name}",
            null,
            cancellation);
        string sha256 = format == CheckpointFormat.Onnx ? HashOfOnnx(answer, checkpoint) : checkpoint.Sha256;
        await CheckpointFile.Save(await answer.Content.ReadAsStreamAsync(cancellation), target, sha256, cancellation);
        return new DownloadedCheckpoint(detail.Run.RunId, checkpoint, target);
    }

    public async Task<string> Card(string run, CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await Send(HttpMethod.Get, $"api/runs/{Escape(run)}/card", null, cancellation);
        return await answer.Content.ReadAsStringAsync(cancellation);
    }

    public void Dispose() => _http.Dispose();

    private async Task<List<T>> All<T>(string address, CancellationToken cancellation)
    {
        List<T> items = [];
        for (int page = 1; ; page++)
        {
            PageDocument<T> answer = await Get<PageDocument<T>>($"{address}page={page}&page_size={PageSize}", cancellation);
            items.AddRange(answer.Items);
            if (answer.Items.Count == 0 || items.Count >= answer.Total)
            {
                return items;
            }
        }
    }

    private async Task<T> Get<T>(string address, CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await Send(HttpMethod.Get, address, null, cancellation);
        return await ReadDocument<T>(answer, cancellation);
    }

    private static async Task<T> ReadDocument<T>(HttpResponseMessage answer, CancellationToken cancellation)
    {
        try
        {
            return (await answer.Content.ReadFromJsonAsync<T>(Json.Compact, cancellation))!;
        }
        catch (JsonException error)
        {
            throw new UserErrorException(
                $"What answers at {answer.RequestMessage?.RequestUri} is not a siamese-sweep head.",
                UserErrorCause.NoHead,
                error);
        }
    }

    private async Task<HttpResponseMessage> Send(HttpMethod method, string address, HttpContent? body, CancellationToken cancellation)
    {
        HttpResponseMessage answer;
        try
        {
            using HttpRequestMessage request = new(method, address) { Content = body };
            answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (Exception error)
            when (error is HttpRequestException || (error is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new UserErrorException(
                $"No head answered at {_http.BaseAddress}: {error.InnerException?.Message ?? error.Message}. "
                    + $"Start one with 'siamese-sweep serve'.",
                UserErrorCause.NoHead,
                error);
        }

        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        using (answer)
        {
            throw await Refusal(answer, cancellation);
        }
    }

    private static async Task<UserErrorException> Refusal(HttpResponseMessage answer, CancellationToken cancellation)
    {
        if (answer.StatusCode == HttpStatusCode.Unauthorized)
        {
            return new UserErrorException(
                "The head asks for its token: give --token (it was shown at its first start; on its machine it lies in HOME/token).");
        }

        string? detail = null;
        if (answer.Content.Headers.ContentType?.MediaType == "application/problem+json")
        {
            JsonElement problem = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation);
            detail = problem.TryGetProperty("detail", out JsonElement text) ? text.GetString() : null;
        }

        return new UserErrorException(
            detail ?? $"The head answered {(int)answer.StatusCode} {answer.ReasonPhrase} to {answer.RequestMessage?.RequestUri}.",
            (int)answer.StatusCode >= 500 ? UserErrorCause.Environment : UserErrorCause.Input);
    }

    // An older head knows no formats, and gives the checkpoint itself.
    private static string HashOfOnnx(HttpResponseMessage answer, CheckpointDocument checkpoint) =>
        answer.Headers.ETag?.Tag.Trim('"') is { } hash && hash != checkpoint.Sha256
            ? hash
            : throw new UserErrorException(
                "The head is of an older build that gives no ONNX. Download the safetensors file, or renew the head.");

    private static string Escape(string text) => Uri.EscapeDataString(text);
}
