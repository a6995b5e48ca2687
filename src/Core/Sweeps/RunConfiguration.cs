using Orleans;
using SiameseSweep.Core.LearningRates;
using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Mining;
using SiameseSweep.Core.Models;

namespace SiameseSweep.Core.Sweeps;

/// <summary>Which optimizer steps the weights.</summary>
public enum OptimizerKind
{
    /// <summary>Adam (the seed), weight decay added to the gradient.</summary>
    Adam,

    /// <summary>Adam with decoupled weight decay.</summary>
    Adamw,

    /// <summary>SGD with momentum 0.9.</summary>
    Sgd,
}

/// <summary>Random changes to training images; off by default.</summary>
[Flags]
public enum Augmentations
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Mirrored left to right with probability one half.</summary>
    Flip = 1,

    /// <summary>Moved by up to 5 % of the side.</summary>
    Shift = 2,

    /// <summary>Brightness and contrast changed by up to 20 %.</summary>
    Light = 4,

    /// <summary>Turned by up to 8°.</summary>
    Rotate = 8,

    /// <summary>Enlarged or reduced by up to 10 %, the aspect changed by half of that.</summary>
    Scale = 16,

    /// <summary>A square of 30 % of the side replaced by the image's mean.</summary>
    Erase = 32,
}

/// <summary>Linear map of the embeddings that is fitted on the training people after every epoch.</summary>
public enum Whitening
{
    /// <summary>None.</summary>
    None,

    /// <summary>The within-person covariance becomes a multiple of the identity.</summary>
    Within,
}

/// <summary>
/// One trial's configuration with every default filled in (CONTRACT §2). All that decides a run's numbers besides its seeds.
/// </summary>
[GenerateSerializer, Immutable]
public sealed record RunConfiguration
{
    /// <summary>The loss.</summary>
    [Id(0)] public LossKind Loss { get; init; } = LossKind.Contrastive;

    /// <summary>Margin, inside the loss's domain; null for a loss without one.</summary>
    [Id(1)] public double? Margin { get; init; } = LossCatalog.Of(LossKind.Contrastive).DefaultMargin;

    /// <summary>Learning rate, &gt; 0.</summary>
    [Id(2)] public double LearningRate { get; init; } = 5e-4;

    /// <summary>Pairs, triplets, or images (losses of single images, supcon, online mining) a step; ≥ 2.</summary>
    [Id(3)] public int BatchSize { get; init; } = 32;

    /// <summary>Epochs, ≥ 1; each of ceil(training images / batch size) steps.</summary>
    [Id(4)] public int Epochs { get; init; } = 50;

    /// <summary>The optimizer.</summary>
    [Id(5)] public OptimizerKind Optimizer { get; init; } = OptimizerKind.Adam;

    /// <summary>Weight decay, ≥ 0.</summary>
    [Id(6)] public double WeightDecay { get; init; }

    /// <summary>
    /// Dropout probability in [0, 1) after each convolution block (the seed's first listing); 0 builds the second listing.
    /// </summary>
    [Id(7)] public double Dropout { get; init; }

    /// <summary>Length of the embedding, ≥ 2.</summary>
    [Id(8)] public int EmbeddingSize { get; init; } = 5;

    /// <summary>Side of the square input image in pixels, 16 to 256.</summary>
    [Id(9)] public int ImageSize { get; init; } = 100;

    /// <summary>Whether grey levels are inverted (255 − v) before training.</summary>
    [Id(10)] public bool Invert { get; init; }

    /// <summary>Augmentation of training images.</summary>
    [Id(11)] public Augmentations Augment { get; init; }

    /// <summary>Selection of training examples.</summary>
    [Id(12)] public MiningKind Mining { get; init; }

    /// <summary>The network.</summary>
    [Id(13)] public ModelKind Model { get; init; } = ModelKind.Siamese;

    /// <summary>Channels of the first block, 4 to 128; without meaning for the seed's network.</summary>
    [Id(14)] public int Width { get; init; } = 16;

    /// <summary>Whether the seed network's embeddings get an L2 norm of 1; the other models' always have it.</summary>
    [Id(15)] public bool Normalize { get; init; }

    /// <summary>Factor of the cosines, &gt; 0; null for a loss without one.</summary>
    [Id(16)] public double? Scale { get; init; }

    /// <summary>Images of each person in a batch, ≥ 2; null where batches are not drawn by person.</summary>
    [Id(17)] public int? ImagesPerPerson { get; init; }

    /// <summary>Share of a label that is spread over all classes, in [0, 1); softmax only.</summary>
    [Id(18)] public double LabelSmoothing { get; init; }

    /// <summary>Largest L2 norm of all gradients together, &gt; 0: longer ones are scaled down to it. Null for no limit.</summary>
    [Id(20)] public double? ClipNorm { get; init; }

    /// <summary>Course of the learning rate.</summary>
    [Id(21)] public ScheduleKind Schedule { get; init; }

    /// <summary>Epochs of warm-up, ≥ 0 and below <see cref="Epochs"/>, whole or not.</summary>
    [Id(22)] public double Warmup { get; init; }

    /// <summary>
    /// Decay d in [0, 1) of the moving average of the weights, w ← d·w + (1 − d)·θ a step, which is evaluated and saved; with 0 these
    /// are the trained weights themselves.
    /// </summary>
    [Id(23)] public double Ema { get; init; }

    /// <summary>Factor of the strength of every augmentation, &gt; 0; without meaning for flip.</summary>
    [Id(30)] public double AugmentStrength { get; init; } = 1;

    /// <summary>The channels that the network sees.</summary>
    [Id(31)] public InputKind Input { get; init; }

    /// <summary>Whether an image's embedding is averaged with that of its mirror image.</summary>
    [Id(32)] public bool FlipEmbedding { get; init; }

    /// <summary>Linear map of the embeddings after training.</summary>
    [Id(33)] public Whitening Whiten { get; init; }

    /// <summary>The sizes that decide what the network computes and holds.</summary>
    public NetworkShape Shape => new(ImageSize, EmbeddingSize, Width, Input.Channels);

    /// <summary>Whether embeddings have an L2 norm of 1.</summary>
    public bool HasUnitEmbeddings => Normalize || ModelCatalog.Of(Model).AlwaysNormalizes;

    /// <summary>Whether examples are mined from balanced batches.</summary>
    public bool IsMined => Mining.IsMined;

    /// <summary>The settings that its loss, its batches and its chance level depend on.</summary>
    public LossSettings LossSettings => new(Margin, Scale, IsMined, BatchSize, ImagesPerPerson);

    /// <inheritdoc cref="LossDefinition.ChanceFloor"/>
    public double? ChanceFloor(int? people, int? images) => LossCatalog.Of(Loss).ChanceFloor(LossSettings, people, images);
}
