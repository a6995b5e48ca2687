namespace SiameseSweep.Core.Samplers;

/// <summary>Every combination once, in the order of the grid reversed.</summary>
public sealed class ReversedSampler : ISampler
{
    /// <inheritdoc/>
    public string Method => "reversed";

    /// <inheritdoc/>
    public bool IsExhaustive => true;

    /// <inheritdoc/>
    public Proposal? Propose(SamplingContext context)
    {
        GridEnumeration grid = GridEnumeration.Of(context.Definition.Space);
        int point = grid.Count(int.MaxValue) - 1 - context.Trial;
        return point < 0 ? null : new Proposal(grid.At(point)!, DecisionJson.Of(Method, json => json.WriteNumber("point", point)));
    }
}
