using SiameseSweep.Core.Randomness;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Samplers;

/// <summary>Independent draws, keyed by the sweep's seed and the trial's number. What cannot work is drawn again.</summary>
public sealed class RandomSampler : ISampler
{
    /// <summary>Draws before a space counts as one that cannot work; <c>check</c> refuses such spaces before.</summary>
    internal const int MaxDraws = 100_000;

    /// <inheritdoc/>
    public string Method => "random";

    /// <inheritdoc/>
    public Proposal? Propose(SamplingContext context)
    {
        SearchSpace space = context.Definition.Space;
        KeyedRandom random = KeyedRandom.For(context.Definition.Siamese.Seed, RandomUse.Proposal, context.Trial);
        for (int draw = 1; draw <= MaxDraws; draw++)
        {
            if (space.Configure([.. space.Axes.Select(a => a.Distribution.Quantile(random.NextDouble()))]) is { } configuration)
            {
                int redrawn = draw - 1;
                return new Proposal(configuration, DecisionJson.Of(Method, json => json.WriteNumber("drawn_again", redrawn)));
            }
        }

        throw new UserErrorException(
            $"None of {MaxDraws} draws of the sweep's parameters can work. Run 'check' on the file and change what does not fit.");
    }
}
