using SiameseSweep.Core;
using SiameseSweep.Core.Head;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Scheduling;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.SweepFiles;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Grains.Hosting;

namespace SiameseSweep.Grains.Sweeps;

/// <inheritdoc/>
public sealed class SweepCommands(IGrainFactory grains, IRecordWriter writer, IRecordReader reader, NodeOptions options, Tokens tokens)
    : ISweepCommands
{
    private const int MostTries = 100;

    /// <inheritdoc/>
    public async Task<string> Submit(string yaml, string fileName, string? baseDirectory = null)
    {
        SweepParseResult parsed = SweepFile.Parse(yaml, fileName);
        if (parsed.Definition is not { } definition)
        {
            throw new UserErrorException(
                string.Join(Environment.NewLine, parsed.Errors.Select(e => $"{fileName}:{e.Line}:{e.Column}: {e.Message}")));
        }

        DatasetSpec dataset = definition.Siamese.Dataset.Under(baseDirectory ?? options.DataDirectory);
        if (baseDirectory is null)
        {
            ClientFolders.Require(dataset, [options.DataDirectory, .. options.AllowedFolders]);
        }

        definition = definition with { Siamese = definition.Siamese with { Dataset = dataset } };
        string id = NewId(definition.Name);
        await writer.CreateSweep(id, definition).ConfigureAwait(false);
        await Execute(id, grain => grain.Wake()).ConfigureAwait(false);
        return id;
    }

    /// <inheritdoc/>
    public Task Pause(string sweepId) => Execute(sweepId, grain => grain.Pause());

    /// <inheritdoc/>
    public Task Resume(string sweepId) => Execute(sweepId, grain => grain.Resume());

    /// <inheritdoc/>
    public Task Stop(string sweepId) => Execute(sweepId, grain => grain.Stop());

    /// <inheritdoc/>
    public Task Retry(string sweepId) => Execute(sweepId, grain => grain.Retry());

    /// <inheritdoc/>
    public Task Extend(string sweepId, int? runCap, int? epochs, bool restart = false) =>
        Execute(sweepId, grain => grain.Extend(runCap, epochs, restart));

    /// <inheritdoc/>
    public Task Annotate(RunId run, Annotation annotation) => writer.Annotate(run, annotation);

    /// <inheritdoc/>
    public Task DeleteSweep(string sweepId) => Execute(sweepId, grain => grain.Delete());

    /// <inheritdoc/>
    public Task DeleteRun(RunId run) => Execute(run.SweepId, grain => grain.DeleteRun(run));

    private async Task Execute(string sweepId, Func<ISweepGrain, Task<string?>> command)
    {
        // A refusal travels as text: an exception would lose its type between silos.
        if (await command(grains.GetGrain<ISweepGrain>(sweepId)).ConfigureAwait(false) is { } refusal)
        {
            throw new UserErrorException(refusal);
        }
    }

    private string NewId(string name)
    {
        for (int i = 0; i < MostTries; i++)
        {
            string id = SweepIds.Make(name, tokens.NextIdSuffix());
            if (reader.Sweep(id) is null)
            {
                return id;
            }
        }

        throw new UserErrorException($"There are too many sweeps named '{name}' already; give this one another name.");
    }
}
