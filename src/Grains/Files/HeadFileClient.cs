using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Scheduling;
using SiameseSweep.Core.Store;
using SiameseSweep.Training.Runs;

namespace SiameseSweep.Grains.Files;

/// <summary>
/// Brings files to a head and fetches them, over HTTP. Each call is one try that goes on where an earlier one was cut; who calls
/// tries again.
/// </summary>
public sealed class HeadFileClient : IDisposable
{
    /// <summary>Header with the bytes that the head has.</summary>
    public const string OffsetHeader = "Upload-Offset";

    /// <summary>Bytes of a piece: each is answered, so that a cut costs no more than this.</summary>
    public const int PieceBytes = 8 << 20;

    /// <summary>Serializer settings of both sides.</summary>
    public static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    private static readonly TimeSpan LongestPiece = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(15);

    private readonly HttpClient _http;

    /// <summary>Talks to one head.</summary>
    public HeadFileClient(FileServerInfo head)
    {
        SocketsHttpHandler handler = new() { ConnectTimeout = TimeSpan.FromSeconds(5), UseProxy = false };
        _http = new HttpClient(handler) { BaseAddress = new Uri(head.Url), Timeout = LongestPiece };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", head.Token);
    }

    /// <summary>Which resume states the head has.</summary>
    public async Task<RunFilesDocument> Of(RunId run, CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await _http
            .GetAsync(new Uri($"api/files/{run}", UriKind.Relative), cancellation)
            .ConfigureAwait(false);
        await Require(answer, cancellation).ConfigureAwait(false);
        return (await answer.Content.ReadFromJsonAsync<RunFilesDocument>(Json, cancellation).ConfigureAwait(false))!;
    }

    /// <summary>Whether the head has this very file.</summary>
    public async Task<bool> Has(RunFilePlace place, string sha256, long bytes, CancellationToken cancellation) =>
        await Offset(place, sha256, cancellation).ConfigureAwait(false) == bytes;

    /// <summary>Brings a file, from where the head's copy of it ends.</summary>
    /// <exception cref="UploadRejectedException">The attempt is superseded.</exception>
    /// <exception cref="HttpRequestException">It did not get through, or the head's disk is full.</exception>
    public async Task Send(RunFilePlace place, int attempt, string sha256, FileStream content, CancellationToken cancellation)
    {
        long total = content.Length;
        long offset = await Offset(place, sha256, cancellation).ConfigureAwait(false);
        byte[] piece = new byte[Math.Min(PieceBytes, total)];
        while (offset < total)
        {
            content.Position = offset;
            int length = await content
                .ReadAtLeastAsync(piece, (int)Math.Min(piece.Length, total - offset), throwOnEndOfStream: false, cancellation)
                .ConfigureAwait(false);
            using ByteArrayContent body = new(piece, 0, length);
            using HttpRequestMessage request = new(
                HttpMethod.Patch,
                string.Create(CultureInfo.InvariantCulture, $"{Address(place)}?sha256={sha256}&attempt={attempt}&bytes={total}"))
            {
                Content = body,
            };
            request.Headers.Add(OffsetHeader, offset.ToString(CultureInfo.InvariantCulture));
            using HttpResponseMessage answer = await _http.SendAsync(request, cancellation).ConfigureAwait(false);
            await Require(answer, cancellation).ConfigureAwait(false);
            offset = OffsetOf(answer);
        }
    }

    /// <summary>Fetches a file, from where an earlier try ended; it takes its name when its hash is right.</summary>
    /// <returns>False: the head does not have it, or not as it should be.</returns>
    /// <exception cref="DatasetUnavailableException">This worker's own disk does not take it.</exception>
    public async Task<bool> Receive(RunFilePlace place, HomeDirectory home, string? sha256, CancellationToken cancellation)
    {
        string target = place.In(home);
        try
        {
            return await ReceiveAt(target, place, sha256, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DatasetUnavailableException(
                $"{target} could not be written: {error.Message.TrimEnd('.')}. "
                    + $"Make room or permit writing there, and start this worker again.",
                error);
        }
    }

    private async Task<bool> ReceiveAt(string target, RunFilePlace place, string? sha256, CancellationToken cancellation)
    {
        string part = target + ".fetching";
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        await using FileStream file = new(part, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        using HttpRequestMessage request = new(HttpMethod.Get, Address(place));
        request.Headers.Range = file.Length > 0 && sha256 is not null ? new RangeHeaderValue(file.Length, null) : null;
        using HttpResponseMessage answer = await _http
            .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation)
            .ConfigureAwait(false);
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            File.Delete(part);
            return false;
        }

        if (answer.StatusCode != HttpStatusCode.RequestedRangeNotSatisfiable) // that one: everything is here already
        {
            await Require(answer, cancellation).ConfigureAwait(false);
            file.SetLength(answer.StatusCode == HttpStatusCode.PartialContent ? file.Length : 0);
            file.Position = file.Length;
            await Copy(await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false), file, cancellation)
                .ConfigureAwait(false);
        }

        file.Position = 0;
        if (sha256 is not null && Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation).ConfigureAwait(false)) != sha256)
        {
            File.Delete(part);
            return false;
        }

        file.Flush(flushToDisk: true);
        File.Move(part, target, overwrite: true);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static string Address(RunFilePlace place) => $"api/files/{place.Run}/{place.Folder}/{place.Name}";

    private async Task<long> Offset(RunFilePlace place, string sha256, CancellationToken cancellation)
    {
        using HttpRequestMessage request = new(HttpMethod.Head, $"{Address(place)}?sha256={sha256}");
        using HttpResponseMessage answer = await _http.SendAsync(request, cancellation).ConfigureAwait(false);
        await Require(answer, cancellation).ConfigureAwait(false);
        return OffsetOf(answer);
    }

    private static long OffsetOf(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues(OffsetHeader, out IEnumerable<string>? values)
        && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out long offset)
            ? offset
            : throw new HttpRequestException("What answers is no head of this build.");

    // A connection that is cut without a word would be waited on for as long as the system likes.
    private static async Task Copy(Stream from, FileStream to, CancellationToken cancellation)
    {
        using CancellationTokenSource silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        byte[] buffer = new byte[1 << 17];
        while (true)
        {
            silence.CancelAfter(LongestSilence);
            int read;
            try
            {
                read = await from.ReadAsync(buffer, silence.Token).ConfigureAwait(false);
            }
            catch (IOException error)
            {
                throw new HttpRequestException("The head's answer broke off.", error); // not this worker's disk
            }

            if (read == 0)
            {
                return;
            }

            await to.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
        }
    }

    private static async Task Require(HttpResponseMessage answer, CancellationToken cancellation)
    {
        if (answer.IsSuccessStatusCode)
        {
            return;
        }

        string why = await answer.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
        if (answer.StatusCode == HttpStatusCode.Gone)
        {
            throw new UploadRejectedException(ArrivalRefusal.Superseded, why);
        }

        throw new HttpRequestException($"The head answered {(int)answer.StatusCode}: {why}", null, answer.StatusCode);
    }
}
