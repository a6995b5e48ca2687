using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc;
using SiameseSweep.Core;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Grains.Files;

namespace SiameseSweep.Silo.Api;

/// <summary>
/// Weights and resume state between the head and workers with a home of their own. Between programs of one build, so no part of the
/// API that others may use: HEAD says how much of a file is here, PATCH adds a piece, GET fetches (with ranges).
/// </summary>
internal static partial class FileEndpoints
{
    public const string Prefix = "/api/files";

    public static void Map(WebApplication app)
    {
        RouteGroupBuilder files = app.MapGroup(Prefix + "/{run}").ExcludeFromDescription();
        files.MapGet("/", (UploadReceiver arrivals, string run) => Results.Json(arrivals.Of(RunOf(run)), HeadFileClient.Json));
        files.MapMethods("/{folder}/{name}", [HttpMethods.Head], Arrived);
        files.MapPatch("/{folder}/{name}", Add).WithMetadata(new RequestSizeLimitAttribute(HeadFileClient.PieceBytes));
        files.MapGet("/{folder}/{name}", Fetch);
    }

    private static async Task<IResult> Arrived(
        HttpContext context,
        UploadReceiver arrivals,
        string run,
        string folder,
        string name,
        string sha256)
    {
        long offset = await arrivals.Arrived(RunFilePlace.Parse(run, folder, name), Hash(sha256), context.RequestAborted);
        return At(context, offset);
    }

    private static async Task<IResult> Add(
        HttpContext context, UploadReceiver arrivals, string run, string folder, string name, string sha256, int attempt, long bytes)
    {
        RunFilePlace place = RunFilePlace.Parse(run, folder, name);
        if (!long.TryParse(
                context.Request.Headers[HeadFileClient.OffsetHeader],
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out long offset))
        {
            throw new UserErrorException($"A piece says in {HeadFileClient.OffsetHeader} where it begins.");
        }

        try
        {
            return At(
                context,
                await arrivals.Add(place, attempt, Hash(sha256), offset, bytes, context.Request.Body, context.RequestAborted));
        }
        catch (UploadRejectedException refusal)
        {
            return Results.Problem(refusal.Message, statusCode: refusal.Refusal switch
            {
                ArrivalRefusal.Superseded => StatusCodes.Status410Gone,
                ArrivalRefusal.OtherOffset => StatusCodes.Status409Conflict,
                _ => StatusCodes.Status422UnprocessableEntity,
            });
        }
        catch (Exception error) when (error is IOException and not BadHttpRequestException or UnauthorizedAccessException)
        {
            return Results.Problem($"{name} could not be written: {error.Message}", statusCode: StatusCodes.Status507InsufficientStorage);
        }
    }

    private static IResult Fetch(HomeDirectory home, IRecordReader record, string run, string folder, string name)
    {
        RunFilePlace place = RunFilePlace.Parse(run, folder, name);
        FileInfo file = new(place.In(home));
        return record.Run(place.Run) is not null && file.Exists
            ? Results.File(file.FullName, "application/octet-stream", enableRangeProcessing: true)
            : Results.Problem($"There is no {folder}/{name} of run {run}.", statusCode: StatusCodes.Status404NotFound);
    }

    private static IResult At(HttpContext context, long offset)
    {
        context.Response.Headers[HeadFileClient.OffsetHeader] = offset.ToString(CultureInfo.InvariantCulture);
        return Results.NoContent();
    }

    private static RunId RunOf(string run) =>
        RunId.TryParse(run, out RunId id) ? id : throw new UserErrorException($"'{QuotedText.Short(run)}' is no run's id.");

    private static string Hash(string text) =>
        Sha256().IsMatch(text) ? text : throw new UserErrorException($"'{QuotedText.Short(text)}' is no SHA-256 in lower-case hex.");

    [GeneratedRegex("^[0-9a-f]{64}$", RegexOptions.CultureInvariant)]
    private static partial Regex Sha256();
}
