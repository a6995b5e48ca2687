using SiameseSweep.Core.Metrics;
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
        UnitSpace space = UnitSpace.Of(context.Definition.Space);
        TrialHistory history = space.Take(InOrder(context));
        KeyedRandom random = KeyedRandom.For(context.Definition.Siamese.Seed, RandomUse.Proposal, context.Trial);
        Proposal proposal = history.Trials.Count(t => !t.Running) < StartUp
            ? Start(context, space, history, random)
            : Search(context, space, history, random);
        space.Keep(history);
        return proposal;
    }

    private static TrialSnapshot[] InOrder(SamplingContext context)
    {
        for (int i = 0; i < context.Trials.Count; i++)
        {
            if (context.Trials[i].Trial == context.Trial || (i > 0 && context.Trials[i].Trial <= context.Trials[i - 1].Trial))
            {
                return [.. context.Trials.Where(t => t.Trial != context.Trial).OrderBy(t => t.Trial)];
            }
        }

        return [.. context.Trials];
    }

    private Proposal Start(SamplingContext context, UnitSpace space, TrialHistory history, KeyedRandom random)
    {
        double[] u = [.. space.Axes.Select((_, axis) => ScrambledHalton.At(context.Definition.Siamese.Seed, context.Trial, axis))];
        RunConfiguration? point = space.Decode(u) is { } decoded && !history.Tried(decoded.Configuration) ? decoded.Configuration : null;
        return Explain(context, point ?? Fresh(space, history, random), history, "start-up", [], null);
    }

    private Proposal Search(SamplingContext context, UnitSpace space, TrialHistory history, KeyedRandom random)
    {
        MetricSpec metric = context.Definition.Metric;
        int[] good = Good(history.Trials, metric);
        bool[] isGood = new bool[history.Trials.Count];
        Array.ForEach(good, i => isGood[i] = true);
        (SortedPoints goodPoints, SortedPoints otherPoints) = history.Split(isGood);
        ParzenModel near = new(space, goodPoints);
        ParzenModel others = new(space, otherPoints);
        RunConfiguration? best = null;
        double bestGain = double.NegativeInfinity;
        double[] u = new double[space.Axes.Length];
        for (int candidate = 0, tries = 0; candidate < Candidates && tries < Candidates * MaxTries; tries++)
        {
            near.Sample(random, u);

            // A configuration tried before would give the same bits again; replicates are the sweep file's business.
            if (space.Decode(u) is not { } place || history.Tried(place.Configuration))
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

        return Explain(context, best ?? Fresh(space, history, random), history, "search", good, best is null ? null : bestGain);
    }

    /// <summary>Places in the list of the best tenth of the ended trials, 25 at most; of equals the earlier.</summary>
    private static int[] Good(IReadOnlyList<TrialSnapshot> trials, MetricSpec metric)
    {
        int wanted = Math.Min(MaxGood, (int)Math.Ceiling(0.1 * trials.Count(t => !t.Running)));
        List<(double Score, int Place)> best = new(wanted + 1);
        for (int i = 0; i < trials.Count; i++)
        {
            double score = trials[i].Running ? double.NaN : Score(trials[i], metric);
            if (trials[i].Running || (best.Count == wanted && score >= best[^1].Score))
            {
                continue;
            }

            int place = best.FindLastIndex(b => b.Score <= score) + 1;
            best.Insert(place, (score, i));
            if (best.Count > wanted)
            {
                best.RemoveAt(wanted);
            }
        }

        return [.. best.Select(b => b.Place).Order()];
    }

    // Failed and non-finite trials are worst, never missing.
    private static double Score(TrialSnapshot trial, MetricSpec metric) =>
        trial.Value is { } value && double.IsFinite(value) ? metric.Cost(value) : double.PositiveInfinity;

    private static RunConfiguration Fresh(UnitSpace space, TrialHistory history, KeyedRandom random)
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
                if (!history.Tried(place.Configuration))
                {
                    return place.Configuration;
                }

                repeated = place.Configuration;
            }
        }

        return repeated
            ?? throw new UserErrorException(
                $"None of {RandomSampler.MaxDraws} draws of the sweep's parameters can work. "
                    + $"Run 'check' on the file and change what does not fit."
            );
    }

    private Proposal Explain(
        SamplingContext context, RunConfiguration configuration, TrialHistory history, string phase, int[] good, double? gain) =>
        new(configuration, DecisionJson.Of(Method, json =>
        {
            json.WriteString("phase", phase);
            json.WriteNumber("seed", context.Definition.Siamese.Seed);
            json.WriteNumber("trial", context.Trial);
            ObservedTrials.Write(json, history.Trials, history.ValuesHash());
            json.WriteStartArray("good");
            Array.ForEach(good, place => json.WriteNumberValue(history.Trials[place].Trial));

            json.WriteEndArray();
            if (gain is { } logRatio)
            {
                json.WriteNumber("candidates", Candidates);
                json.WriteFinite("log_density_ratio", logRatio);
            }
        }));
}
