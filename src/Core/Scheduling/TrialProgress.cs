using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Scheduling;

/// <summary>A trial as the scheduler knows it.</summary>
/// <param name="Trial">Number from 0.</param>
/// <param name="Configuration">Its parameters.</param>
/// <param name="Runs">Ordered by replicate, then fold.</param>
public sealed record TrialProgress(int Trial, RunConfiguration Configuration, IReadOnlyList<RunProgress> Runs)
{
    /// <summary>Whether no run of it can report any more.</summary>
    public bool Ended => Runs.All(r => r.State.IsFinal());

    /// <summary>
    /// Mean over its runs of each run's best epoch (CONTRACT §2). NaN when a run failed or is hopeless, or none has a value; runs that were not
    /// started because the first one was pruned do not count.
    /// </summary>
    public double Value(MetricSpec metric)
    {
        double sum = 0;
        int counted = 0;
        foreach (RunProgress run in Runs)
        {
            if (run.State == RunState.Failed || run.Hopeless)
            {
                return double.NaN;
            }

            double best = double.NaN;
            foreach (double value in run.Values)
            {
                best = metric.IsBetter(value, best) ? value : best;
            }

            if (double.IsFinite(best))
            {
                sum += best;
                counted++;
            }
        }

        return counted == 0 ? double.NaN : sum / counted;
    }
}
