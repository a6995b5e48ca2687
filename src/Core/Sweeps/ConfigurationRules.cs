namespace SiameseSweep.Core.Sweeps;

/// <summary>The rules between parameters: what depends on what, and which combinations cannot work.</summary>
public static class ConfigurationRules
{
    /// <summary>The margin of a loss when nothing says otherwise; null for softmax, which has none.</summary>
    public static double? DefaultMargin(LossKind loss) => loss switch
    {
        LossKind.Contrastive => 2,
        LossKind.Triplet => 1,
        LossKind.Cosine => 0.5,
        _ => null,
    };

    /// <summary>Whether a parameter changes nothing under a loss, so that configurations that differ only in it are one.</summary>
    public static bool IsIgnored(string parameter, LossKind loss) => loss == LossKind.Softmax && parameter is ("margin" or "mining");

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

        return configuration.Loss == LossKind.Softmax
            ? configuration with { Margin = null, Mining = MiningKind.Random }
            : configuration with { Margin = configuration.Margin ?? DefaultMargin(configuration.Loss) };
    }

    /// <summary>Why a configuration cannot work although each value is in its domain, as a sentence; null when it can.</summary>
    public static string? Problem(RunConfiguration configuration)
    {
        if (configuration is { Loss: LossKind.Cosine, Margin: >= 1 })
        {
            return FormattableString.Invariant($"A cosine margin of {configuration.Margin} can never be met: it must be below 1.");
        }

        if (configuration.Mining != MiningKind.Random && configuration.BatchSize < 4)
        {
            return $"A batch_size of {configuration.BatchSize} is too small for mining '{ParameterCatalog.NameOf(configuration.Mining)}': balanced batches need two people with two images each, so at least 4.";
        }

        return null;
    }
}
