using Microsoft.Net.Http.Headers;
using SiameseSweep.Core;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Silo.Api;

/// <summary>Endpoints that download files of a run.</summary>
internal static class RunFileEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder runs = api.MapGroup("/runs").WithTags("Files");
        runs.MapMethods("/{id}/checkpoints/best", [HttpMethods.Get, HttpMethods.Head], Checkpoint)
            .WithSummary("The best epoch's weights (safetensors). The ETag is their SHA-256; ranges are served.")
            .Produces(StatusCodes.Status200OK, contentType: "application/octet-stream").Produces(StatusCodes.Status206PartialContent)
            .ProducesProblem(StatusCodes.Status404NotFound);
        runs.MapGet("/{id}/pairs.png", Pairs).WithSummary("Test pairs with their dissimilarities, drawn.")
            .Produces(StatusCodes.Status200OK, contentType: "image/png").ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static IResult Checkpoint(IRecordReader record, HomeDirectory home, string id)
    {
        RunRow run = Lookup.Run(record, id);
        CheckpointRow checkpoint = record.Checkpoints(run.RunId).FirstOrDefault(c => c.Kind == CheckpointKind.Best)
            ?? throw NotFound($"Run {run.RunId} has no best checkpoint: none was evaluated yet, or retention removed it.");
        FileInfo file = new(home.Absolute(checkpoint.Path));
        if (!file.Exists)
        {
            throw NotFound($"The checkpoint of run {run.RunId} is on record but its file is gone.");
        }

        return new RangedFile(Results.File(
            file.FullName, "application/octet-stream", $"{run.RunId}.safetensors", file.LastWriteTimeUtc,
            new EntityTagHeaderValue($"\"{checkpoint.Sha256}\""), enableRangeProcessing: true));
    }

    private static async Task<IResult> Pairs(
        HttpContext context,
        IRecordReader record,
        PairPictures pictures,
        string id,
        int pairs = 10,
        int? epoch = null)
    {
        if (pairs is < 1 or > 100)
        {
            throw new UserErrorException($"pairs {pairs} is not from 1 to 100.");
        }

        RunRow run = Lookup.Run(record, id);
        byte[] png =
            await pictures.Png(run, pairs, epoch, context.RequestAborted)
            ?? throw NotFound($"Run {run.RunId} has no scores yet{(epoch is null ? "" : $" of epoch {epoch}")}.");
        return EntityTags.Bytes(context, png, "image/png");
    }

    // The framework refuses a range outside the file without a word.
    private sealed class RangedFile(IResult file) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            await file.ExecuteAsync(httpContext);
            HttpResponse answer = httpContext.Response;
            if (answer is { StatusCode: StatusCodes.Status416RangeNotSatisfiable, HasStarted: false })
            {
                answer.ContentLength = null;
                await Results.Problem(
                        $"The range {QuotedText.Short(httpContext.Request.Headers.Range.ToString())} is not in the file "
                            + $"({answer.Headers.ContentRange}).",
                        statusCode: answer.StatusCode)
                    .ExecuteAsync(httpContext);
            }
        }
    }

    private static BadHttpRequestException NotFound(string message) => new(message, StatusCodes.Status404NotFound);
}
