using SiameseSweep.Core.Runs;
using SiameseSweep.Silo.Cli;
using SiameseSweep.Silo.Client;
using SiameseSweep.Silo.Documents;

namespace SiameseSweep.Silo.Progress;

/// <summary>Shows a sweep's progress until it ends.</summary>
internal static class SweepWatch
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.5);

    /// <summary>Returns the sweep's final state. What <paramref name="look"/> throws at a look ends the watch.</summary>
    public static async Task<SweepState> UntilEnd(
        IRecordSource source, string sweep, TimeProvider time, CancellationToken cancellation, Func<ProgressDocument, Task>? look = null)
    {
        ProgressTracker tracker = new(time);
        async Task<SweepState> Loop(Action<ProgressView> show)
        {
            while (true)
            {
                ProgressDocument document = await source.Progress(sweep, cancellation);
                show(tracker.Look(document));
                await (look?.Invoke(document) ?? Task.CompletedTask);
                SweepState state = States.ParseSweepState(document.Sweep.State);
                if (state.IsFinal())
                {
                    return state;
                }

                await Task.Delay(Interval, time, cancellation);
            }
        }

        if (!Terminal.IsLive)
        {
            PlainProgress plain = new(time);
            return await Loop(plain.Show);
        }

        return await LiveProgress.Run(Loop);
    }
}
