using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Checkpoints;
using SiameseSweep.Training.Runs;

namespace SiameseSweep.Grains.Files;

/// <summary>
/// One attempt's files on their way between this worker's home and the head's, beside the training. A file's report is passed on
/// when the head has the file, so that the record never names one that is missing. Of what waits only the newest is kept: at most
/// one best checkpoint and one resume state, so a head that is away fills no disk. The attempt's last report waits for both.
/// </summary>
public sealed partial class RunFileUploader : IRunReporter
{
    private readonly RunAssignment _assignment;
    private readonly HeadFileConnection _link;
    private readonly IRunReporter _outbox;
    private readonly ILogger _log;
    private readonly object _gate = new(); // a monitor: the attempt's end waits on it
    private readonly CancellationTokenSource _given = new();
    private readonly CancellationTokenSource _fetching;
    private CheckpointReport? _best;
    private CheckpointReport? _last;
    private CheckpointReport? _underWay;
    private bool _carrying;

    /// <summary>For one attempt.</summary>
    public RunFileUploader(RunAssignment assignment, HeadFileConnection link, IRunReporter outbox, ILogger log)
    {
        (_assignment, _link, _outbox, _log) = (assignment, link, outbox, log);
        _fetching = CancellationTokenSource.CreateLinkedTokenSource(_given.Token);
    }

    private RunId Run => _assignment.Run;

    private HomeDirectory Home => _link.Home;

    /// <summary>Before the training: fetches the run's newest resume state if the head's is newer than what lies here.</summary>
    /// <returns>The reporter to train with: this one, or the outbox itself when head and worker share a home.</returns>
    /// <exception cref="OperationCanceledException">The attempt was asked to end meanwhile.</exception>
    public async Task<IRunReporter> Fetch()
    {
        CancellationToken cancellation = _fetching.Token;
        if (!await _link.Carries(cancellation).ConfigureAwait(false))
        {
            return _outbox;
        }

        string what = $"The resume state of {Run}";
        RunFilesDocument there = await _link.Persist(what, head => head.Of(Run, cancellation), cancellation).ConfigureAwait(false);
        ResumeStamp newestHere = SavedStates.Of(Home, Run).FirstOrDefault()?.Stamp ?? default;
        foreach (SavedState state in there.States.Where(s => s.Stamp > newestHere))
        {
            if (await Receive(state.WeightsFile, state.WeightsSha256).ConfigureAwait(false)
                && await Receive(state.OthersFile, state.OthersSha256).ConfigureAwait(false)
                && await Receive(state.Name, null).ConfigureAwait(false)) // last: a state is whole or it is not there
            {
                LogFetched(_log, state.Name, Run);
                break;
            }
        }

        return this;

        Task<bool> Receive(string name, string? sha256) =>
            _link.Persist(what, head => head.Receive(new RunFilePlace(Run, name), Home, sha256, cancellation), cancellation);
    }

    /// <inheritdoc/>
    public void Report(RunReport report)
    {
        switch (report)
        {
            case CheckpointReport { Kind: CheckpointKind.Best } best:
                Take(ref _best, best);
                break;
            case CheckpointReport last:
                Take(ref _last, last);
                break;
            case EndedReport ended:
                WaitFor(stateToo: ended.State is RunState.Paused or RunState.Failed);
                _outbox.Report(ended);
                break;
            default:
                _outbox.Report(report);
                break;
        }
    }

    /// <inheritdoc/>
    /// <remarks>A best checkpoint that is not with the head yet belongs to what is not acknowledged.</remarks>
    public IReadOnlyList<RunReport> Unacknowledged()
    {
        lock (_gate)
        {
            return
            [
                .. _outbox.Unacknowledged(),
                .. new[] { _underWay, _best }.Where(r => r is { Kind: CheckpointKind.Best }).Cast<RunReport>(),
            ];
        }
    }

    /// <summary>Gives up what is on its way: the attempt is superseded, or the process ends.</summary>
    public void GiveUp()
    {
        _given.Cancel();
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>The attempt was asked to end: if it has not begun, it need not.</summary>
    public void StopFetching() => _fetching.Cancel();

    private void Take(ref CheckpointReport? place, CheckpointReport report)
    {
        lock (_gate)
        {
            place = report;
            if (!_carrying && !_given.IsCancellationRequested)
            {
                _carrying = true;
                _ = Task.Run(CarryAll);
            }
        }
    }

    private void WaitFor(bool stateToo)
    {
        lock (_gate)
        {
            if (!stateToo)
            {
                _last = null; // a run that has ended needs no state
            }

            while (_carrying && !_given.IsCancellationRequested)
            {
                Monitor.Wait(_gate);
            }
        }
    }

    private async Task CarryAll()
    {
        while (Next() is { } report)
        {
            try
            {
                if (await (report.Kind == CheckpointKind.Best ? CarryBest(report) : CarryState(report)).ConfigureAwait(false))
                {
                    _outbox.Report(report);
                }
            }
            catch (UploadRejectedException error)
            {
                // The next report, or the lease, tells the training; nothing more of this attempt is wanted.
                LogSuperseded(_log, Run, error.Message);
                GiveUp();
            }
            catch (Exception error) when (error is OperationCanceledException or FileNotFoundException)
            {
                // Given up, as asked; or a newer state has taken its place.
            }
            catch (Exception error)
            {
                LogLost(_log, error, report.Path); // its report is withheld: the run goes on without this file
            }
        }
    }

    private CheckpointReport? Next()
    {
        lock (_gate)
        {
            bool given = _given.IsCancellationRequested;
            _underWay = given ? null : _best ?? _last;
            if (given || _underWay is null)
            {
                _carrying = false;
                Monitor.PulseAll(_gate);
            }
            else if (_underWay == _best)
            {
                _best = null; // before the state that was saved after it
            }
            else
            {
                _last = null;
            }

            return _underWay;
        }
    }

    private async Task<bool> CarryBest(CheckpointReport best)
    {
        string file = Home.Absolute(best.Path);
        RunFilePlace place = new(Run, Path.GetFileName(file));
        if (!File.Exists(file))
        {
            // From a resume state that came from elsewhere: the head has it, or steps to come make it again.
            return await _link
                .Persist(best.Path, head => head.Has(place, best.Sha256, best.Bytes, _given.Token), _given.Token)
                .ConfigureAwait(false);
        }

        await using (FileStream content = Open(file))
        {
            await Send(place, best.Sha256, content).ConfigureAwait(false);
        }

        DropOlderBest(file);
        return true;
    }

    private async Task<bool> CarryState(CheckpointReport last)
    {
        string weights = Path.GetFileName(last.Path);
        if (SavedStates.Of(Home, Run).FirstOrDefault(s => s.WeightsFile == weights) is not { } state)
        {
            return false; // a newer one has taken its place
        }

        // Opened at once: the training may replace them while they are on their way.
        await using FileStream weightsFile = Open(Home.Absolute(last.Path));
        await using FileStream others = Open(Path.Combine(Home.ResumeOf(Run), state.OthersFile));
        await using FileStream json = Open(Path.Combine(Home.ResumeOf(Run), state.Name));
        string sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(json, _given.Token).ConfigureAwait(false));
        await Send(new RunFilePlace(Run, state.WeightsFile), state.WeightsSha256, weightsFile).ConfigureAwait(false);
        await Send(new RunFilePlace(Run, state.OthersFile), state.OthersSha256, others).ConfigureAwait(false);
        await Send(new RunFilePlace(Run, state.Name), sha256, json).ConfigureAwait(false);
        return true;
    }

    private Task<bool> Send(RunFilePlace place, string sha256, FileStream content) => _link.Persist(
        $"{place.Name} of {Run}",
        async head =>
        {
            await head.Send(place, _assignment.Attempt, sha256, content, _given.Token).ConfigureAwait(false);
            return true;
        },
        _given.Token);

    private static FileStream Open(string file) => new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    // This worker's copies of what the head has by now, and of what was overtaken by it.
    private static void DropOlderBest(string carried)
    {
        int? epoch = RunFiles.EpochOfBest(Path.GetFileName(carried));
        foreach (string file in Directory.GetFiles(Path.GetDirectoryName(carried)!))
        {
            if (RunFiles.EpochOfBest(Path.GetFileName(file)) <= epoch)
            {
                File.Delete(file);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Fetched {State} of {Run} from the head.")]
    private static partial void LogFetched(ILogger log, string state, RunId run);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Run}: the head takes no more files of this attempt. {Why}")]
    private static partial void LogSuperseded(ILogger log, RunId run, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "{File} could not be carried to the head.")]
    private static partial void LogLost(ILogger log, Exception error, string file);
}
