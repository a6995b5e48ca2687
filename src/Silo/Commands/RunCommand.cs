using System.CommandLine;
using SiameseSweep.Core;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Grains.Runs;
using SiameseSweep.Silo.Cli;
using SiameseSweep.Silo.Client;
using SiameseSweep.Silo.Documents;
using SiameseSweep.Silo.Hosting;
using SiameseSweep.Silo.Progress;
using SiameseSweep.Silo.SweepFiles;

namespace SiameseSweep.Silo.Commands;

/// <summary><c>run FILE</c>: all in one process, from the file to the ranking.</summary>
internal sealed class RunCommand : Command
{
    private readonly Argument<string> _file = CliArguments.File();
    private readonly Option<bool> _keepOpen = new("--keep-open")
    {
        Description = "Keep the dashboard running after the sweep has ended, until Ctrl-C.",
    };
    private readonly Option<bool> _new = new("--new") { Description = "Start a new sweep, even if this file has been run here before." };

    public RunCommand()
        : base("run", "Runs a sweep in this process, shows its progress and prints its ranking. Running the same file again resumes it.")
    {
        Add(_file);
        Add(_keepOpen);
        Add(_new);
        Add(CliOptions.Port);
        Add(CliOptions.Listen);
        Add(CliOptions.PublicName);
        Add(CliOptions.Devices);
        Add(CliOptions.Slots);
        Add(CliOptions.Threads);
        SetAction(Execute);
    }

    private async Task<int> Execute(ParseResult parsed, CancellationToken cancellation)
    {
        string file = parsed.GetRequiredValue(_file);
        string yaml = SweepText.Read(file);
        SweepDefinition definition = SweepCheck.Accept(yaml, file);
        HeadOptions options = HeadOptions.From(parsed, head: true, worker: true);
        bool keepOpen = parsed.GetValue(_keepOpen);
        bool afresh = parsed.GetValue(_new);

        if (!afresh && Recorded(options.Settings.Home, yaml) is { } recorded)
        {
            using RecordReader record = recorded.Record;
            if (recorded.Sweep.State.IsFinal() && !keepOpen)
            {
                Terminal.Line($"{recorded.Sweep.SweepId} has already finished; use --new to start over.");
                return PrintResult(options.Settings.Home, record, recorded.Sweep.SweepId);
            }

            if (BegunAgain.Note(record.Runs(new RunQuery(recorded.Sweep.SweepId)), new DeviceCatalog().Offers(options.Cluster)) is { } note)
            {
                Terminal.Note(note);
            }
        }

        using Interruption interruption = new("Saving the state of what trains … (Ctrl-C again leaves at once)");
        string baseDirectory = await DatasetPreparation.Prepare(definition.Siamese.Dataset, options.Settings, file, interruption.Asked);
        string fileDirectory = Path.GetDirectoryName(Path.GetFullPath(file))!;
        if (FolderDatasetCheck.Problem(definition, options.Settings.DataDirectory, fileDirectory) is { } problem)
        {
            throw new UserErrorException($"{file}: {problem}");
        }

        await using HeadProcess head = await HeadProcess.Start(options, TimeProvider.System, interruption.Asked);
        Terminal.Line($"Dashboard: {head.Url}");
        string? sweep = null;
        try
        {
            sweep = await TakeUp(head, yaml, file, baseDirectory, afresh);
            using LocalRecord source = new(options.Settings.Home, head.Record);
            using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(interruption.Asked, head.HasToEnd);
            await SweepWatch.UntilEnd(source, sweep, TimeProvider.System, over.Token, progress => EndWhereNobodyCanTrain(head, progress));
            int exitCode = PrintResult(options.Settings.Home, head.Record, sweep);
            if (keepOpen)
            {
                Terminal.Line($"The dashboard stays at {head.Url} (Ctrl-C ends)");
                await interruption.Wait();
            }

            return exitCode;
        }
        catch (OperationCanceledException) when (interruption.Asked.IsCancellationRequested)
        {
            await head.DisposeAsync();
            Terminal.Note(
                $"Interrupted; {(head.IsSaved ? "everything is saved" : "not everything was saved, some steps will be repeated")}. "
                    + $"Run the same command to resume{(sweep is null ? "" : $" {sweep}")}."
            );
            return (int)ExitCode.Interrupted;
        }
        catch (OperationCanceledException) when (head.Lost is { } lost)
        {
            await head.DisposeAsync();
            throw new UserErrorException($"{lost} Run the same command to resume {sweep}.", UserErrorCause.Environment);
        }
    }

    // Workers may join and would be waited for; but who runs a sweep alone is told why nothing happens, with nothing lost.
    private static async Task EndWhereNobodyCanTrain(HeadProcess head, ProgressDocument progress)
    {
        if (progress is not { Waits: true, Elsewhere: [], Refused: [.., var last] })
        {
            return;
        }

        string[] workers = [.. (await head.Cluster.Silos()).Where(s => s.Alive).Select(s => s.Silo)];
        if (workers.Length > 0 && workers.All(worker => progress.Refused.Any(r => r.Silo == worker)))
        {
            throw new UserErrorException(
                $"{last.Reason} So no worker can train {progress.Sweep.SweepId}, and it waits. Run the same command to resume it.",
                UserErrorCause.Environment);
        }
    }

    /// <summary>
    /// The sweep of these bytes that is taken up, as it is on record; null when there is none, or none that can be read yet.
    /// </summary>
    private static (RecordReader Record, SweepRow Sweep)? Recorded(HomeDirectory home, string yaml)
    {
        if (!File.Exists(home.RecordFile))
        {
            return null;
        }

        RecordReader? record = null;
        try
        {
            record = RecordReader.Open(home);
            if (Same(record, yaml) is { } sweep)
            {
                return (record, sweep);
            }
        }
        catch (OlderRecordException)
        {
            // The head that starts now brings it up to date.
        }

        record?.Dispose();
        return null;
    }

    /// <summary>The newest sweep of these bytes that has not ended, else the newest that has.</summary>
    private static SweepRow? Same(IRecordReader record, string yaml) =>
        record.Sweeps().Where(s => s.SpecYaml == yaml).OrderBy(s => s.State.IsFinal()).FirstOrDefault();

    private static async Task<string> TakeUp(HeadProcess head, string yaml, string file, string baseDirectory, bool afresh)
    {
        if (afresh || Same(head.Record, yaml) is not { } same)
        {
            string sweep = await head.Commands.Submit(yaml, Path.GetFileName(file), baseDirectory);
            Terminal.Line($"Sweep {sweep}");
            return sweep;
        }

        if (same.State == SweepState.Paused)
        {
            await head.Commands.Resume(same.SweepId);
        }

        Terminal.Line(
            $"Resuming sweep {same.SweepId} ({head.Record.CountRuns(new RunQuery(same.SweepId, RunState.Finished))} runs are finished)");
        return same.SweepId;
    }

    private static int PrintResult(HomeDirectory home, IRecordReader record, string sweep)
    {
        SweepRow row = record.Sweep(sweep)!;
        RankingDocument ranking = RankingDocument.From(record, new Rankings(record), row);
        Terminal.Line($"{sweep}: {ranking.State}, by {ranking.Metric} ({ranking.Goal})");
        RankingPrinter.Print(ranking);
        if (ranking.Chosen() is { Run: { } chosen, Checkpoint: { } checkpoint })
        {
            Terminal.Line($"Best checkpoint: {home.Absolute(checkpoint.Path)} (run {chosen}, epoch {checkpoint.Epoch})");
        }

        IReadOnlyList<RunRow> failed = [.. record.Runs(new RunQuery(sweep, RunState.Failed))];
        foreach (IGrouping<string?, RunRow> reason in failed.GroupBy(r => r.Reason))
        {
            Terminal.Note($"{reason.Count()} {(reason.Count() == 1 ? "run" : "runs")} failed ({reason.First().RunId}): {reason.Key}");
        }

        return (int)SweepOutcome.Of(ranking);
    }
}
