using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Mining;

namespace SiameseSweep.Core.Sweeps;

/// <summary>The rules between parameters: what depends on what, and which combinations cannot work.</summary>
public static class ConfigurationRules
{
    /// <summary>Whether a parameter changes nothing under a loss, so that configurations that differ only in it are one.</summary>
    public static bool IsIgnored(string parameter, LossKind loss) =>
        (parameter == "margin" && !LossCatalog.Of(loss).HasMargin) || (parameter == "mining" && !LossCatalog.Of(loss).TakesMining);

    /// <summary>A configuration from values by parameter; what is absent or null gets its default.</summary>
    /// <param name="values">Values that passed their parameter's domain.</param>
    /// <param name="defaultEpochs">Epochs where no parameter says so.</param>
    public static RunConfiguration Build(IEnumerable<KeyValuePair<string, ParameterValue>> values, int defaultEpochs)
    {
        RunConfiguration configuration = new() { Margin = null, Epochs = defaultEpochs };
        foreach ((string name, ParameterValue value) in values)
        {
            if (value.Kind != ParameterValueKind.Null)
            {
                configuration = (ParameterCatalog.Find(name) ?? throw new ArgumentException($"'{name}' is not a parameter.", nameof(values)))
                    .Apply(configuration, value);
            }
        }

        LossDefinition loss = LossCatalog.Of(configuration.Loss);
        return configuration with
        {
            Margin = loss.HasMargin ? configuration.Margin ?? loss.DefaultMargin : null,
            Mining = loss.TakesMining ? configuration.Mining : MiningKind.Random,
        };
    }

    /// <summary>Why a configuration cannot work although each value is in its domain, as a sentence; null when it can.</summary>
    public static string? Problem(RunConfiguration configuration)
    {
        LossDefinition loss = LossCatalog.Of(configuration.Loss);
        if (configuration.Margin >= loss.MarginBelow)
        {
            return FormattableString.Invariant($"A {loss.Name} margin of {configuration.Margin} can never be met: it must be below {loss.MarginBelow}.");
        }

        if (configuration.BatchSize < configuration.Mining.SmallestBatch)
        {
            return $"A batch_size of {configuration.BatchSize} is too small for mining '{ParameterCatalog.NameOf(configuration.Mining)}': balanced batches need two people with two images each, so at least {configuration.Mining.SmallestBatch}.";
        }

        return null;
    }
}
