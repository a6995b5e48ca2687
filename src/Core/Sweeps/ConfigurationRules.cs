using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Mining;
using SiameseSweep.Core.Models;

namespace SiameseSweep.Core.Sweeps;

/// <summary>The rules between parameters: what depends on what, and which combinations cannot work.</summary>
public static class ConfigurationRules
{
    /// <summary>A configuration from values by parameter. What is absent, null or does not apply gets its default.</summary>
    /// <param name="values">Values that passed their parameter's domain.</param>
    /// <param name="defaultEpochs">Epochs where no parameter says so.</param>
    /// <exception cref="ArgumentException">A name is not a parameter's.</exception>
    public static RunConfiguration Build(IEnumerable<KeyValuePair<string, ParameterValue>> values, int defaultEpochs)
    {
        RunConfiguration configuration = new() { Epochs = defaultEpochs };
        List<ParameterDefinition> given = [];
        foreach ((string name, ParameterValue value) in values)
        {
            if (value.Kind != ParameterValueKind.Null)
            {
                ParameterDefinition parameter = ParameterCatalog.Of(name);
                configuration = parameter.Apply(configuration, value);
                given.Add(parameter);
            }
        }

        foreach (ParameterDefinition parameter in ParameterCatalog.Dependent)
        {
            // One that was not given has the default of all configurations already.
            if (given.Contains(parameter) ? !parameter.AppliesTo(configuration) : parameter.DependentDefault is not null)
            {
                configuration = parameter.Apply(configuration, parameter.DefaultIn(configuration));
            }
        }

        return configuration;
    }

    /// <summary>Why a configuration cannot work although each value is in its domain, as a sentence; null when it can.</summary>
    public static string? Problem(RunConfiguration configuration)
    {
        LossDefinition loss = LossCatalog.Of(configuration.Loss);
        if (configuration.Margin >= loss.MarginBelow)
        {
            return FormattableString.Invariant(
                $"A {loss.Name} margin of {configuration.Margin} can never be met: it must be below {loss.MarginBelow}.");
        }

        ModelDefinition model = ModelCatalog.Of(configuration.Model);
        if (configuration.ImageSize < model.SmallestImageSize)
        {
            string least = $"it must be at least {model.SmallestImageSize}";
            return $"An image_size of {configuration.ImageSize} is too small for the model {model.Name}: {least}.";
        }

        if (configuration.BatchSize < configuration.Mining.SmallestBatch)
        {
            return $"A batch_size of {configuration.BatchSize} is too small for mining '{ParameterCatalog.NameOf(configuration.Mining)}': "
                + $"balanced batches need two people with two images each, so at least {configuration.Mining.SmallestBatch}.";
        }

        return null;
    }
}
