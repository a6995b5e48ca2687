using SiameseSweep.Core.Head;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Dashboard.Tests.Fakes;

/// <summary>Remembers what it was told; fails when asked to.</summary>
internal sealed class FakeCommands : ISweepCommands
{
    public List<string> Told { get; } = [];

    public Exception? Failure { get; set; }

    public async Task<string> Submit(string yaml, string fileName, string? baseDirectory = null)
    {
        await Tell($"submit {fileName}");
        return "submitted-0001";
    }

    public Task Pause(string sweepId) => Tell($"pause {sweepId}");

    public Task Resume(string sweepId) => Tell($"resume {sweepId}");

    public Task Stop(string sweepId) => Tell($"stop {sweepId}");

    public Task Retry(string sweepId) => Tell($"retry {sweepId}");

    public Task Extend(string sweepId, int? runCap, int? epochs, bool restart = false) => Tell($"extend {sweepId}");

    public Annotation? Said { get; private set; }

    public Task Annotate(RunId run, Annotation annotation)
    {
        Said = annotation;
        return Tell($"annotate {run}");
    }

    public Task DeleteSweep(string sweepId) => Tell($"delete {sweepId}");

    public Task DeleteRun(RunId run) => Tell($"delete {run}");

    private Task Tell(string what)
    {
        Told.Add(what);
        return Failure is null ? Task.CompletedTask : Task.FromException(Failure);
    }
}
