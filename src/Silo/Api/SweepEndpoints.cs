using System.Text;
using SiameseSweep.Core.Head;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Store;
using SiameseSweep.Silo.Client;
using SiameseSweep.Silo.Documents;

namespace SiameseSweep.Silo.Api;

/// <summary>Endpoints that read sweeps.</summary>
internal static class SweepEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder sweeps = api.MapGroup("/sweeps").WithTags("Sweeps");
        sweeps.MapGet("/", (IRecordReader record, int? page, int? page_size) =>
                Paging.Of(record.Sweeps(), Paging.Read(page, page_size), s => SweepDocument.From(record, s)))
            .WithSummary("All sweeps, newest first, in pages.");
        sweeps.MapGet("/{id}", (IRecordReader record, string id) => SweepDocument.From(record, Lookup.Sweep(record, id)))
            .WithSummary("One sweep.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        sweeps.MapGet(
                "/{id}/best",
                (IRecordReader record, IRankings rankings, CostlyReads reads, string id, CancellationToken left) =>
                {
                    SweepRow sweep = Lookup.Sweep(record, id);
                    return reads.Read(() => RankingDocument.From(record, rankings, sweep), left);
                })
            .WithSummary("The ranking, with intervals and baselines, and the best run's checkpoint.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        sweeps.MapGet(
                "/{id}/progress",
                (IRecordReader record, TimeProvider time, string id) =>
                    ProgressDocument.From(record, Lookup.Sweep(record, id), time.GetUtcNow()))
            .WithSummary("How far the sweep is, and its runs in training.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        sweeps.MapGet("/{id}/export", Export)
            .WithSummary("All runs for other tools: format=csv or json.")
            .Produces<string>(StatusCodes.Status200OK, "text/csv", "application/json")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static IResult Export(HttpContext context, IRecordReader record, IRankings rankings, string id, string format = "csv")
    {
        SweepRow sweep = Lookup.Sweep(record, id);
        StringWriter text = new();
        SweepExport.Write(record, rankings, sweep, format, text, context.RequestAborted);
        return EntityTags.Bytes(
            context,
            Encoding.UTF8.GetBytes(text.ToString()),
            (format == "csv" ? "text/csv" : "application/json") + "; charset=utf-8");
    }
}
