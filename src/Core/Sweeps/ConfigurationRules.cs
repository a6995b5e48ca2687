using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Models;

namespace SiameseSweep.Core.Sweeps;

/// <summary>The rules between parameters: what depends on what, and which combinations cannot work.</summary>
public static class ConfigurationRules
{
    /// <summary>Whether a parameter changes nothing under a configuration's loss and model: configurations that differ only in it are one.</summary>
    public static bool IsIgnored(string parameter, RunConfiguration configuration) => parameter switch
    {
        "margin" => !LossCatalog.Of(configuration.Loss).HasMargin,
        "mining" => !LossCatalog.Of(configuration.Loss).TakesMining,
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

        LossDefinition loss = LossCatalog.Of(configuration.Loss);
        ModelDefinition model = ModelCatalog.Of(configuration.Model);
        return configuration with
        {
            Margin = loss.HasMargin ? configuration.Margin ?? loss.DefaultMargin : null,
            Mining = loss.TakesMining ? configuration.Mining : MiningKind.Random,
            EmbeddingSize = configuration.EmbeddingSize == 0 ? model.DefaultEmbeddingSize : configuration.EmbeddingSize,
            ImageSize = configuration.ImageSize == 0 ? model.DefaultImageSize : configuration.ImageSize,
            Width = model.HasWidth ? configuration.Width : new RunConfiguration().Width,
            Normalize = configuration.Normalize && !model.AlwaysNormalizes,
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

        ModelDefinition model = ModelCatalog.Of(configuration.Model);
        if (configuration.ImageSize < model.SmallestImageSize)
        {
            string least = $"it must be at least {model.SmallestImageSize}";
            return $"An image_size of {configuration.ImageSize} is too small for the model {model.Name}: {least}.";
        }

        if (configuration.IsMined && configuration.BatchSize < 4)
        {
            return $"A batch_size of {configuration.BatchSize} is too small for mining '{ParameterCatalog.NameOf(configuration.Mining)}': balanced batches need two people with two images each, so at least 4.";
        }

        return null;
    }
}
