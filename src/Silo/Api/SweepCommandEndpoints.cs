using SiameseSweep.Core;
using SiameseSweep.Core.Head;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.SweepFiles;
using SiameseSweep.Silo.Documents;
using SiameseSweep.Silo.SweepFiles;

namespace SiameseSweep.Silo.Api;

/// <summary>Endpoints that change sweeps. Each answers after its effect is committed.</summary>
internal static class SweepCommandEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder sweeps = api.MapGroup("/sweeps").WithTags("Commands");
        sweeps.MapPost("/", Submit).WithSummary("Submits a sweep: the YAML is the body. Always a new sweep.")
            .Accepts<string>("application/yaml", "text/plain", "*/*") // any: what curl says of its --data must not matter
            .Produces<SweepDocument>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge);
        MapAction(sweeps, "pause", "Holds the sweep.", (commands, sweep) => commands.Pause(sweep));
        MapAction(sweeps, "resume", "Goes on with the sweep.", (commands, sweep) => commands.Resume(sweep));
        MapAction(sweeps, "stop", "Ends the sweep.", (commands, sweep) => commands.Stop(sweep));
        MapAction(sweeps, "retry", "Queues the sweep's failed runs again.", (commands, sweep) => commands.Retry(sweep));
        sweeps.MapPost("/{id}/extend", Extend)
            .AcceptsJson<ExtendRequest>()
            .WithSummary("More trials, or more epochs for all.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        sweeps.MapDelete(
                "/{id}",
                async (IRecordReader record, ISweepCommands commands, string id) =>
                {
                    await commands.DeleteSweep(Lookup.Sweep(record, id).SweepId);
                    return Results.NoContent();
                })
            .WithSummary("Removes a sweep and all that belongs to it.")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapDelete(
                "/runs/{id}",
                async (IRecordReader record, ISweepCommands commands, string id) =>
                {
                    await commands.DeleteRun(Lookup.Run(record, id).RunId);
                    return Results.NoContent();
                })
            .WithTags("Commands")
            .WithSummary("Removes a run and all that belongs to it.")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static void MapAction(RouteGroupBuilder sweeps, string action, string summary, Func<ISweepCommands, string, Task> act) =>
        sweeps.MapPost($"/{{id}}/{action}", async (IRecordReader record, ISweepCommands commands, string id) =>
        {
            string sweep = Lookup.Sweep(record, id).SweepId;
            await act(commands, sweep);
            return SweepDocument.From(record, record.Sweep(sweep)!);
        }).WithSummary(summary).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<IResult> Submit(
        HttpRequest request,
        IRecordReader record,
        ISweepCommands commands,
        CostlyReads reads,
        string? file,
        CancellationToken cancellation)
    {
        if (request.ContentLength > ApiEndpoints.MostBodyBytes)
        {
            throw new BadHttpRequestException(
                $"The body has {request.ContentLength} bytes; a sweep file has at most {SweepText.MostBytes}.",
                StatusCodes.Status413PayloadTooLarge);
        }

        using MemoryStream body = new();
        await request.Body.CopyToAsync(body, cancellation);
        if (body.Length > SweepText.MostBytes)
        {
            throw new BadHttpRequestException(
                $"The body has {body.Length} bytes; a sweep file has at most {SweepText.MostBytes}.",
                StatusCodes.Status413PayloadTooLarge);
        }

        string name = string.IsNullOrWhiteSpace(file) ? "sweep.yaml" : QuotedText.Short(Path.GetFileName(file));
        string yaml = SweepText.Decode(body.ToArray(), name);
        SweepParseResult parsed = await reads.Read(() => SweepFile.Parse(yaml, name), cancellation);
        if (parsed.Definition is null)
        {
            return Results.Problem(
                string.Join('\n', parsed.Errors.Select(e => SweepCheck.Describe(e, name))),
                statusCode: StatusCodes.Status400BadRequest,
                title: "The sweep file is refused.",
                extensions: new Dictionary<string, object?> { ["errors"] = parsed.Errors.Select(FindingDocument.From).ToArray() });
        }

        string sweep = await commands.Submit(yaml, name);
        return Results.Created($"/api/sweeps/{sweep}", SweepDocument.From(record, record.Sweep(sweep)!));
    }

    private static async Task<SweepDocument> Extend(HttpRequest request, IRecordReader record, ISweepCommands commands, string id)
    {
        ExtendRequest extension = await JsonBody.Read<ExtendRequest>(request, """{"run_cap": 40} or {"epochs": 100}""");
        if (extension is { RunCap: null, Epochs: null })
        {
            throw new UserErrorException("The body names neither run_cap nor epochs.");
        }

        string sweep = Lookup.Sweep(record, id).SweepId;
        await commands.Extend(sweep, extension.RunCap, extension.Epochs, extension.Restart);
        return SweepDocument.From(record, record.Sweep(sweep)!);
    }
}
