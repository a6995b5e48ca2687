using System.Text;
using Microsoft.Net.Http.Headers;
using SiameseSweep.Core;
using SiameseSweep.Core.Head;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Store;
using SiameseSweep.Silo.Client;
using SiameseSweep.Silo.Documents;
using SiameseSweep.Training.Checkpoints;
using SiameseSweep.Training.Onnx;

namespace SiameseSweep.Silo.Api;

/// <summary>Endpoints that download files of a run.</summary>
internal static class RunFileEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder runs = api.MapGroup("/runs").WithTags("Files");
        runs.MapMethods("/{id}/checkpoints/best", [HttpMethods.Get, HttpMethods.Head], Checkpoint)
            .WithSummary(
                "The best epoch's weights: format=safetensors (default) or onnx. The ETag is the file's SHA-256; ranges are served.")
            .Produces(StatusCodes.Status200OK, contentType: "application/octet-stream").Produces(StatusCodes.Status206PartialContent)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        runs.MapGet("/{id}/card", Card).WithSummary("The model card of the best checkpoint (Markdown).")
            .Produces<string>(StatusCodes.Status200OK, "text/markdown").ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        runs.MapGet("/{id}/pairs.png", Pairs).WithSummary("Test pairs with their dissimilarities, drawn.")
            .Produces(StatusCodes.Status200OK, contentType: "image/png").ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> Checkpoint(
        HttpContext context, IRecordReader record, HomeDirectory home, CostlyReads reads, string id, string format = "safetensors")
    {
        (RunRow run, CheckpointRow checkpoint, FileInfo file) = Best(record, home, id);
        CheckpointFormat wanted = CheckpointFormat.Find(format)
            ?? throw new UserErrorException(CheckpointFormat.Unknown(QuotedText.Short(format)));
        string name = $"{run.RunId}{wanted.Extension}";
        if (wanted == CheckpointFormat.Onnx)
        {
            (FileStream content, string sha256) = await reads.Read(() => AsOnnx(file.FullName), context.RequestAborted);
            return new RangedFile(Results.Stream(
                content, "application/octet-stream", name, file.LastWriteTimeUtc, new EntityTagHeaderValue($"\"{sha256}\""),
                enableRangeProcessing: true));
        }

        return new RangedFile(Results.File(
            file.FullName, "application/octet-stream", name, file.LastWriteTimeUtc,
            new EntityTagHeaderValue($"\"{checkpoint.Sha256}\""), enableRangeProcessing: true));
    }

    /// <summary>Writes a checkpoint as ONNX to a file that goes when it is closed.</summary>
    private static (FileStream Content, string Sha256) AsOnnx(string checkpoint)
    {
        string file = Path.GetTempFileName(); // for this user alone
        try
        {
            OnnxFile.Write(checkpoint, file);
            string sha256 = SafetensorsReader.Hash(file);
            return (new FileStream(file, new FileStreamOptions { Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous }), sha256);
        }
        catch
        {
            File.Delete(file);
            throw;
        }
    }

    private static async Task<IResult> Card(
        HttpContext context, IRecordReader record, IRankings rankings, HomeDirectory home, CostlyReads reads, string id)
    {
        (RunRow run, CheckpointRow checkpoint, _) = Best(record, home, id);
        string card = await reads.Read(() => ModelCard.Of(record, rankings, home, run, checkpoint), context.RequestAborted);
        return EntityTags.Bytes(context, Encoding.UTF8.GetBytes(card), "text/markdown; charset=utf-8");
    }

    private static (RunRow Run, CheckpointRow Checkpoint, FileInfo File) Best(IRecordReader record, HomeDirectory home, string id)
    {
        RunRow run = Lookup.Run(record, id);
        CheckpointRow checkpoint = record.Checkpoints(run.RunId).FirstOrDefault(c => c.Kind == CheckpointKind.Best)
            ?? throw NotFound($"Run {run.RunId} has no best checkpoint: none was evaluated yet, or retention removed it.");
        FileInfo file = new(home.Absolute(checkpoint.Path));
        if (!file.Exists)
        {
            throw NotFound($"The checkpoint of run {run.RunId} is on record but its file is gone.");
        }

        return (run, checkpoint, file);
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
