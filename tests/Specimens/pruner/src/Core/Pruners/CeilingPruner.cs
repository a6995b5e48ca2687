using SiameseSweep.Core.Settings;

namespace SiameseSweep.Core.Pruners;

/// <summary>Ends a run whose newest value is worse than a fixed one.</summary>
public sealed class CeilingPruner(SettingValues settings) : IPruner
{
    private static readonly NumberSetting Limit = new("limit", "a finite number", _ => true, null, "the value that a run must keep up with")
    {
        IsRequired = true,
    };
    private static readonly WholeSetting MinIter = new("min_iter", 1, int.MaxValue, 1, "the first epoch at which a run is judged");

    /// <summary>The pruner as sweep files name it.</summary>
    public static PrunerDefinition Definition { get; } =
        new("ceiling", [Limit, MinIter], settings => new CeilingPruner(settings)) { FirstBand = settings => settings.Get(MinIter) };

    /// <inheritdoc/>
    public string Type => Definition.Type;

    /// <inheritdoc/>
    public PruneDecision? Judge(PruningContext context)
    {
        double[] own = PrunerMath.Scores(context.Run, context.Metric);
        double limit = context.Metric.Cost(settings.Get(Limit));
        return own.Length < settings.Get(MinIter) ? null
            : PrunerMath.Decide(Type, context.Metric, own[^1] > limit, own.Length, own[^1], limit, 1);
    }
}
