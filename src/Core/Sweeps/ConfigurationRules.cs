using SiameseSweep.Core.Models;

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

    /// <summary>Whether a parameter changes nothing under a configuration's loss and model: configurations that differ only in it are one.</summary>
    public static bool IsIgnored(string parameter, RunConfiguration configuration) => parameter switch
    {
        "margin" or "mining" => configuration.Loss == LossKind.Softmax,
        "width" => !ModelCatalog.Of(configuration.Model).HasWidth,
        "normalize" => ModelCatalog.Of(configuration.Model).AlwaysNormalizes,
        _ => false,
    };

    /// <summary>A configuration from values by parameter; what is absent or null gets its default.</summary>
    /// <param name="values">Values that passed their parameter's domain.</param>
    /// <param name="defaultEpochs">Epochs where no parameter says so.</param>
    public static RunConfiguration Build(IEnumerable<KeyValuePair<string, ParameterValue>> values, int defaultEpochs)
    {
        RunConfiguration configuration = new() { Margin = null, EmbeddingSize = 0, ImageSize = 0, Epochs = defaultEpochs };
        foreach ((string name, ParameterValue value) in values)
        {
            if (value.Kind != ParameterValueKind.Null)
            {
                configuration = (ParameterCatalog.Find(name) ?? throw new ArgumentException($"'{name}' is not a parameter.", nameof(values)))
                    .Apply(configuration, value);
            }
        }

        ModelDefinition model = ModelCatalog.Of(configuration.Model);
        configuration = configuration with
        {
            EmbeddingSize = configuration.EmbeddingSize == 0 ? model.DefaultEmbeddingSize : configuration.EmbeddingSize,
            ImageSize = configuration.ImageSize == 0 ? model.DefaultImageSize : configuration.ImageSize,
            Width = model.HasWidth ? configuration.Width : new RunConfiguration().Width,
            Normalize = configuration.Normalize && !model.AlwaysNormalizes,
        };
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

        ModelDefinition model = ModelCatalog.Of(configuration.Model);
        if (configuration.ImageSize < model.SmallestImageSize)
        {
            string least = $"it must be at least {model.SmallestImageSize}";
            return $"An image_size of {configuration.ImageSize} is too small for the model {model.Name}: {least}.";
        }

        if (configuration.Mining != MiningKind.Random && configuration.BatchSize < 4)
        {
            return $"A batch_size of {configuration.BatchSize} is too small for mining '{ParameterCatalog.NameOf(configuration.Mining)}': balanced batches need two people with two images each, so at least 4.";
        }

        return null;
    }
}
