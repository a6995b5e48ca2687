using SiameseSweep.Core.Randomness;
using SiameseSweep.Core.Samplers.Tpe;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Samplers;

/// <summary>
/// Multivariate TPE (Bergstra et al., "Algorithms for hyper-parameter optimization", NIPS 2011): of places drawn near the good
/// trials, the one whose density there most exceeds that near all others. Running trials count among the others, so that
/// parallel proposals keep apart (the constant liar of Optuna). Starts with a scrambled Halton sequence.
/// </summary>
public sealed class BayesSampler : ISampler
{
    private const int StartUp = 10;
    private const int Candidates = 24;
    private const int MaxGood = 25;
    private const int MaxTries = 50;

    /// <inheritdoc/>
    public string Method => "bayes";

    /// <inheritdoc/>
    public Proposal? Propose(SamplingContext context)
    {
        TrialSnapshot[] trials = [.. context.Trials.Where(t => t.Trial != context.Trial).OrderBy(t => t.Trial)];
        UnitSpace space = UnitSpace.Of(context.Definition.Space);
        HashSet<RunConfiguration> tried = [.. trials.Select(t => t.Configuration)];
        KeyedRandom random = KeyedRandom.For(context.Definition.Siamese.Seed, RandomUse.Proposal, context.Trial);
        return trials.Count(t => !t.Running) < StartUp
            ? Start(context, space, tried, random, trials)
            : Search(context, space, tried, random, trials);
    }

    private Proposal Start(SamplingContext context, UnitSpace space, HashSet<RunConfiguration> tried, KeyedRandom random, TrialSnapshot[] trials)
    {
        double[] u = [.. space.Axes.Select((_, axis) => ScrambledHalton.At(context.Definition.Siamese.Seed, context.Trial, axis))];
        RunConfiguration? point = space.Decode(u) is { } decoded && !tried.Contains(decoded.Configuration) ? decoded.Configuration : null;
        return Explain(context, point ?? Fresh(space, tried, random), trials, "start-up", [], null);
    }

    private Proposal Search(SamplingContext context, UnitSpace space, HashSet<RunConfiguration> tried, KeyedRandom random, TrialSnapshot[] trials)
    {
        MetricSpec metric = context.Definition.Metric;
        double sign = metric.Goal == MetricGoal.Minimize ? 1 : -1;
        HashSet<int> good = Good(trials, sign);
        ParzenModel near = new(space, [.. trials.Where(t => good.Contains(t.Trial)).Select(t => space.Encode(t.Configuration))]);
        ParzenModel others = new(space, [.. trials.Where(t => !good.Contains(t.Trial)).Select(t => space.Encode(t.Configuration))]);
        RunConfiguration? best = null;
        double bestGain = double.NegativeInfinity;
        double[] u = new double[space.Axes.Length];
        for (int candidate = 0, tries = 0; candidate < Candidates && tries < Candidates * MaxTries; tries++)
        {
            near.Sample(random, u);

            // A configuration tried before would give the same bits again; replicates are the sweep file's business.
            if (space.Decode(u) is not { } place || tried.Contains(place.Configuration))
            {
                continue;
            }

            candidate++;
            double gain = near.LogDensity(place.Point) - others.LogDensity(place.Point);
            if (gain > bestGain)
            {
                (best, bestGain) = (place.Configuration, gain);
            }
        }

        return Explain(context, best ?? Fresh(space, tried, random), trials, "search", good, best is null ? null : bestGain);
    }

    /// <summary>The best tenth of the ended trials, 25 at most; of equals the earlier.</summary>
    private static HashSet<int> Good(TrialSnapshot[] trials, double sign)
    {
        (double Score, int Trial)[] scores = [.. trials.Where(t => !t.Running).Select(t => (Score(t, sign), t.Trial))];
        Array.Sort(scores);
        return [.. scores.Take(Math.Min(MaxGood, (int)Math.Ceiling(0.1 * scores.Length))).Select(s => s.Trial)];
    }

    // Failed and non-finite trials are worst, never missing.
    private static double Score(TrialSnapshot trial, double sign) =>
        trial.Value is { } value && double.IsFinite(value) ? sign * value : double.PositiveInfinity;

    private static RunConfiguration Fresh(UnitSpace space, HashSet<RunConfiguration> tried, KeyedRandom random)
    {
        RunConfiguration? repeated = null;
        double[] u = new double[space.Axes.Length];
        for (int draw = 0; draw < RandomSampler.MaxDraws && (repeated is null || draw < 1000); draw++)
        {
            for (int axis = 0; axis < u.Length; axis++)
            {
                u[axis] = random.NextDouble();
            }

            if (space.Decode(u) is { } place)
            {
                if (!tried.Contains(place.Configuration))
                {
                    return place.Configuration;
                }

                repeated = place.Configuration;
            }
        }

        return repeated ?? throw new UserErrorException($"None of {RandomSampler.MaxDraws} draws of the sweep's parameters can work. Run 'check' on the file and change what does not fit.");
    }

    private Proposal Explain(
        SamplingContext context, RunConfiguration configuration, TrialSnapshot[] trials, string phase, HashSet<int> good, double? gain) =>
        new(configuration, Explanation.Of(Method, json =>
        {
            json.WriteString("phase", phase);
            json.WriteNumber("seed", context.Definition.Siamese.Seed);
            json.WriteNumber("trial", context.Trial);
            RecordedSet.Write(json, trials);
            json.WriteStartArray("good");
            foreach (int trial in good.Order())
            {
                json.WriteNumberValue(trial);
            }

            json.WriteEndArray();
            if (gain is { } logRatio)
            {
                json.WriteNumber("candidates", Candidates);
                json.WriteFinite("log_density_ratio", logRatio);
            }
        }));
}
