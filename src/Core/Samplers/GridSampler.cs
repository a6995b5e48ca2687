using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Samplers;

/// <summary>Every combination once, in W&amp;B's order.</summary>
public sealed class GridSampler : ISampler
{
    /// <inheritdoc/>
    public string Method => "grid";

    /// <inheritdoc/>
    public bool IsExhaustive => true;

    /// <inheritdoc/>
    public Proposal? Propose(SamplingContext context)
    {
        RunConfiguration? point = GridEnumeration.Of(context.Definition.Space).At(context.Trial);
        return point is null ? null : new Proposal(point, DecisionJson.Of(Method, json => json.WriteNumber("point", context.Trial)));
    }
}
