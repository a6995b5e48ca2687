using SiameseSweep.Core;
using SiameseSweep.Core.Head;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Silo.Documents;

namespace SiameseSweep.Silo.Api;

/// <summary>Endpoints that read runs.</summary>
internal static class RunEndpoints
{
    private const int DefaultPoints = 1000;
    private const int MostPoints = 100_000;

    public static void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder runs = api.MapGroup("/runs").WithTags("Runs");
        runs.MapGet("/", List)
            .WithSummary("Runs, of one sweep or all, in one state or any, in pages.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        runs.MapGet("/{id}", (IRecordReader record, string id) => RunDetailDocument.From(record, Lookup.Run(record, id)))
            .WithSummary("One run: its row, parameters, metrics, baselines and checkpoints.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        runs.MapGet("/{id}/loss", Losses)
            .WithSummary("Losses by step, down-sampled to at most points=N; of every bucket the minimum and the maximum are kept.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        runs.MapGet(
                "/{id}/annotation",
                (IRecordReader record, string id) => AnnotationDocument.From(record.Annotation(Lookup.Run(record, id).RunId)))
            .WithSummary("The run's tags and note.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        runs.MapPut("/{id}/annotation", Annotate)
            .AcceptsJson<AnnotationDocument>()
            .WithSummary("Replaces the run's tags and note.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status400BadRequest);
        runs.MapGet(
                "/{id}/events",
                (IRecordReader record, string id, long after = 0) =>
                    record.Events(run: Lookup.Run(record, id).RunId, afterId: after).Select(EventDocument.From))
            .WithSummary("What happened to the run, in order, after an event id.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static PageDocument<RunDocument> List(IRecordReader record, string? sweep, string? state, int? page, int? page_size)
    {
        (int Page, int Size) paging = Paging.Read(page, page_size);
        RunQuery query = new(sweep is null ? null : Lookup.Sweep(record, sweep).SweepId, StateOf(state), Paging.Skip(paging), paging.Size);
        return new PageDocument<RunDocument>([.. RunDocument.List(record, query)], paging.Page, paging.Size, record.CountRuns(query));
    }

    private static async Task<AnnotationDocument> Annotate(HttpRequest request, IRecordReader record, ISweepCommands commands, string id)
    {
        RunRow run = Lookup.Run(record, id);
        AnnotationDocument said = await JsonBody.Read<AnnotationDocument>(request, """{"tags": ["good"], "note": "try more epochs"}""");
        Annotation annotation = Annotation.Of(said.Tags ?? [], said.Note ?? "");
        await commands.Annotate(run.RunId, annotation);
        return AnnotationDocument.From(annotation);
    }

    private static RunState? StateOf(string? state)
    {
        try
        {
            return state is null ? null : States.ParseRunState(state);
        }
        catch (FormatException error)
        {
            throw new UserErrorException(error.Message, inner: error);
        }
    }

    private static IEnumerable<LossPointDocument> Losses(
        IRecordReader record,
        string id,
        int points = DefaultPoints,
        int from = 1,
        int to = int.MaxValue)
    {
        if (points is < 2 or > MostPoints)
        {
            throw new UserErrorException($"points {points} is not from 2 to {MostPoints}.");
        }

        return record.Losses(Lookup.Run(record, id).RunId, points, from, to).Select(p => new LossPointDocument(p.Step, p.Loss));
    }
}
