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
                $"A {loss.Name} margin of {configuration.Margin} can never be met: it must be below {loss.MarginLimit}.");
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

        if (configuration.Warmup >= configuration.Epochs)
        {
            return FormattableString.Invariant(
                $"A warmup of {configuration.Warmup} epochs takes all {configuration.Epochs} epochs of the run: it must be below epochs.");
        }

        return GroupProblem(configuration);
    }

    /// <summary>Returns why P × K batches cannot be drawn, as a sentence; null when they can, or are not asked for.</summary>
    /// <param name="configuration">Batch size and images per person count.</param>
    /// <param name="trainingPeople">Number of people that train; null where it is not known.</param>
    public static string? GroupProblem(RunConfiguration configuration, int? trainingPeople = null)
    {
        if (configuration.ImagesPerPerson is not { } each)
        {
            return null;
        }

        int batch = configuration.BatchSize;
        if (batch % each != 0 || batch < 2L * each)
        {
            return $"A batch_size of {batch} cannot be divided among people with images_per_person {each}: "
                + $"it must be a multiple of {each}, and at least {2L * each}.";
        }

        return batch / each > trainingPeople
            ? $"A batch_size of {batch} with images_per_person {each} needs {batch / each} people, and {trainingPeople} train. "
                + $"Lower batch_size to at most {trainingPeople * each}, or raise images_per_person."
            : null;
    }
}
