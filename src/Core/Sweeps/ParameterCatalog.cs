using System.Collections.Frozen;
using System.Text.Json;
using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Models;

namespace SiameseSweep.Core.Sweeps;

/// <summary>
/// All parameters that a sweep can vary (CONTRACT §2). A new one is one entry here, one property of <see cref="RunConfiguration"/>,
/// and its user.
/// </summary>
public static class ParameterCatalog
{
    /// <summary>The network.</summary>
    public static ParameterDefinition Model { get; } = Choice("model", c => c.Model, (c, v) => c with { Model = v });

    /// <summary>The loss.</summary>
    public static ParameterDefinition Loss { get; } = Choice("loss", c => c.Loss, (c, v) => c with { Loss = v });

    /// <summary>The loss's margin; does not apply to a loss without one.</summary>
    public static ParameterDefinition Margin { get; } =
        new("margin", [], ParameterKind.Real, MarginDomain(), v => v > 0, [],
            c => OrNull(c.Margin), (c, v) => c with { Margin = NumberOrNull(v) })
        {
            DependsOn = [Loss.Name],
            AppliesTo = c => LossCatalog.Of(c.Loss).HasMargin,
            DependentDefault = c => OrNull(LossCatalog.Of(c.Loss).DefaultMargin),
        };

    /// <summary>Factor of the cosines; does not apply to a loss without one.</summary>
    public static ParameterDefinition Scale { get; } =
        new("scale", [], ParameterKind.Real, "above 0", v => v > 0, [],
            c => OrNull(c.Scale), (c, v) => c with { Scale = NumberOrNull(v) })
        {
            DependsOn = [Loss.Name],
            AppliesTo = c => LossCatalog.Of(c.Loss).HasScale,
            DependentDefault = c => OrNull(LossCatalog.Of(c.Loss).DefaultScale),
        };

    /// <summary>Pairs, triplets or images of a step.</summary>
    public static ParameterDefinition BatchSize { get; } =
        Whole("batch_size", ["batch"], "a whole number of at least 2", v => v >= 2, c => c.BatchSize, (c, v) => c with { BatchSize = v });

    /// <summary>Epochs of a run.</summary>
    public static ParameterDefinition Epochs { get; } =
        Whole("epochs", [], "a whole number of at least 1", v => v >= 1, c => c.Epochs, (c, v) => c with { Epochs = v });

    /// <summary>Selection of training examples; does not apply to losses that have nothing to mine.</summary>
    public static ParameterDefinition Mining { get; } = Choice("mining", c => c.Mining, (c, v) => c with { Mining = v }) with
    {
        DependsOn = [Loss.Name],
        AppliesTo = c => LossCatalog.Of(c.Loss).TakesMining,
    };

    /// <summary>Images of each person in a batch; does not apply to a loss of pairs or triplets.</summary>
    public static ParameterDefinition ImagesPerPerson { get; } =
        new("images_per_person", [], ParameterKind.Whole, "a whole number of at least 2", v => v >= 2, [],
            c => OrNull(c.ImagesPerPerson), (c, v) => c with { ImagesPerPerson = (int?)NumberOrNull(v) })
        {
            DependsOn = [Loss.Name],
            AppliesTo = c => LossCatalog.Of(c.Loss).TakesImagesPerPerson,
            DependentDefault = c => OrNull(LossCatalog.Of(c.Loss).DefaultImagesPerPerson),
        };

    /// <summary>Share of a label that is spread over all classes; applies to softmax alone.</summary>
    public static ParameterDefinition LabelSmoothing { get; } =
        Real(
            "label_smoothing",
            [],
            "at least 0 and below 1",
            v => v is >= 0 and < 1,
            c => c.LabelSmoothing,
            (c, v) => c with { LabelSmoothing = v }
        ) with
        {
            DependsOn = [Loss.Name],
            AppliesTo = c => LossCatalog.Of(c.Loss).TakesLabelSmoothing,
        };

    /// <summary>Channels of a model's first block; does not apply to a model without a width.</summary>
    public static ParameterDefinition Width { get; } =
        Whole("width", [], "a whole number from 4 to 128", v => v is >= 4 and <= 128, c => c.Width, (c, v) => c with { Width = v }) with
        {
            DependsOn = [Model.Name],
            AppliesTo = c => ModelCatalog.Of(c.Model).HasWidth,
        };

    /// <summary>Whether embeddings get an L2 norm of 1; does not apply to a model that always gives it.</summary>
    public static ParameterDefinition Normalize { get; } =
        Flag("normalize", c => c.Normalize, (c, v) => c with { Normalize = v }) with
        {
            DependsOn = [Model.Name],
            AppliesTo = c => !ModelCatalog.Of(c.Model).AlwaysNormalizes,
        };

    /// <summary>Random changes to training images.</summary>
    public static ParameterDefinition Augment { get; } =
        new("augment", [], ParameterKind.Choices, $"{string.Join(", ", Words<Augmentations>())} or a list", _ => true,
            Words<Augmentations>(), c => ParameterValue.Of(NameOf(c.Augment).Replace(" ", "", StringComparison.Ordinal)),
            (c, v) => c with { Augment = v.Text!.Split(',').Aggregate(Augmentations.None, (all, w) => all | Parse<Augmentations>(w)) });

    /// <summary>Factor of the strength of every augmentation; does not apply where none has a strength.</summary>
    public static ParameterDefinition AugmentStrength { get; } =
        Real("augment_strength", [], "above 0", v => v > 0, c => c.AugmentStrength, (c, v) => c with { AugmentStrength = v }) with
        {
            DependsOn = [Augment.Name],
            AppliesTo = c => (c.Augment & ~Augmentations.Flip) != Augmentations.None,
        };

    /// <summary>The parameters in the order of CONTRACT §2.</summary>
    public static IReadOnlyList<ParameterDefinition> All { get; } =
    [
        Model,
        Loss,
        Margin,
        Scale,
        Real("learning_rate", ["lr"], "above 0", v => v > 0, c => c.LearningRate, (c, v) => c with { LearningRate = v }),
        BatchSize,
        Epochs,
        Choice("optimizer", c => c.Optimizer, (c, v) => c with { Optimizer = v }),
        Real("weight_decay", [], "0 or above", v => v >= 0, c => c.WeightDecay, (c, v) => c with { WeightDecay = v }),
        Real("dropout", [], "at least 0 and below 1", v => v is >= 0 and < 1, c => c.Dropout, (c, v) => c with { Dropout = v }),
        Whole(
            "embedding_size",
            [],
            "a whole number of at least 2",
            v => v >= 2,
            c => c.EmbeddingSize,
            (c, v) => c with { EmbeddingSize = v }
        ) with
        {
            DependsOn = [Model.Name],
            DependentDefault = c => ParameterValue.Of((long)ModelCatalog.Of(c.Model).DefaultEmbeddingSize),
        },
        Whole("image_size", [], ImageSizes(), v => v is >= 16 and <= 256, c => c.ImageSize, (c, v) => c with { ImageSize = v }) with
        {
            DependsOn = [Model.Name],
            DependentDefault = c => ParameterValue.Of((long)ModelCatalog.Of(c.Model).DefaultImageSize),
        },
        Width,
        Normalize,
        ImagesPerPerson,
        LabelSmoothing,
        new("clip_norm", [], ParameterKind.Real, "above 0", v => v > 0, [],
            c => c.ClipNorm is { } norm ? ParameterValue.Of(norm) : ParameterValue.Null,
            (c, v) => c with { ClipNorm = v.Kind == ParameterValueKind.Null ? null : v.Number }),
        Choice("schedule", c => c.Schedule, (c, v) => c with { Schedule = v }),
        Real("warmup", [], "0 or above", v => v >= 0, c => c.Warmup, (c, v) => c with { Warmup = v }),
        Real("ema", [], "at least 0 and below 1", v => v is >= 0 and < 1, c => c.Ema, (c, v) => c with { Ema = v }),
        AugmentStrength,
        Choice("input", c => c.Input, (c, v) => c with { Input = v }),
        Flag("flip_embedding", c => c.FlipEmbedding, (c, v) => c with { FlipEmbedding = v }),
        Choice("whiten", c => c.Whiten, (c, v) => c with { Whiten = v }),
        Flag("invert", c => c.Invert, (c, v) => c with { Invert = v }),
        Augment,
        Mining,
    ];

    /// <summary>Every name a sweep file may use, aliases included.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.SelectMany(d => d.Aliases.Prepend(d.Name))];

    /// <summary>The parameters whose default or applicability depends on others.</summary>
    internal static IReadOnlyList<ParameterDefinition> Dependent { get; } = [.. All.Where(d => d.DependsOn.Count > 0)];

    private static readonly FrozenDictionary<string, ParameterDefinition> ByName = All.SelectMany(
            d => d.Aliases.Prepend(d.Name),
            (d, name) => KeyValuePair.Create(name, d))
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The parameter of a name or alias, or null.</summary>
    public static ParameterDefinition? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The parameter of a name or alias.</summary>
    /// <exception cref="ArgumentException">There is no such parameter.</exception>
    public static ParameterDefinition Of(string name) =>
        Find(name) ?? throw new ArgumentException($"'{name}' is not a parameter.", nameof(name));

    /// <summary>The name of an enumeration's value as files have it: in lower case, words joined by underscores.</summary>
    public static string NameOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static ParameterDefinition Choice<T>(
        string name,
        Func<RunConfiguration, T> read,
        Func<RunConfiguration, T, RunConfiguration> apply)
        where T : struct, Enum =>
        new(name, [], ParameterKind.Choice, string.Join(", ", Words<T>()), _ => true, Words<T>(),
            c => ParameterValue.Of(NameOf(read(c))), (c, v) => apply(c, Parse<T>(v.Text!)));

    private static ParameterDefinition Flag(
        string name,
        Func<RunConfiguration, bool> read,
        Func<RunConfiguration, bool, RunConfiguration> apply) =>
        new(name, [], ParameterKind.Flag, "true or false", _ => true, [],
            c => ParameterValue.Of(read(c)), (c, v) => apply(c, v.Number != 0));

    private static ParameterDefinition Real(
        string name, string[] aliases, string domain, Func<double, bool> allows,
        Func<RunConfiguration, double> read, Func<RunConfiguration, double, RunConfiguration> apply) =>
        new(name, aliases, ParameterKind.Real, domain, allows, [], c => ParameterValue.Of(read(c)), (c, v) => apply(c, v.Number));

    private static ParameterDefinition Whole(
        string name,
        string[] aliases,
        string domain,
        Func<double, bool> allows,
        Func<RunConfiguration, int> read,
        Func<RunConfiguration, int, RunConfiguration> apply
    ) =>
        new(
            name,
            aliases,
            ParameterKind.Whole,
            domain,
            allows,
            [],
            c => ParameterValue.Of((long)read(c)),
            (c, v) => apply(c, (int)v.Number));

    private static ParameterValue OrNull(double? number) => number is { } value ? ParameterValue.Of(value) : ParameterValue.Null;

    private static ParameterValue OrNull(int? number) => number is { } value ? ParameterValue.Of((long)value) : ParameterValue.Null;

    private static double? NumberOrNull(ParameterValue value) => value.Kind == ParameterValueKind.Null ? null : value.Number;

    private static string MarginDomain() => "above 0" + string.Concat(LossCatalog.All.Where(l => l.MarginLimit is not null)
        .GroupBy(l => l.MarginLimit)
        .Select(g => $" (and below {g.Key} where the loss is {string.Join(" or ", g.Select(l => l.Name))})"));

    private static string ImageSizes() => "a whole number from 16 to 256" + string.Concat(ModelCatalog.All
        .Where(m => m.SmallestImageSize > 16)
        .GroupBy(m => m.SmallestImageSize)
        .Select(g => $" ({string.Join(", ", g.Select(m => m.Name))}: from {g.Key})"));

    private static string[] Words<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(NameOf)];

    private static T Parse<T>(string word)
        where T : struct, Enum => Enum.GetValues<T>().First(v => NameOf(v) == word);
}
