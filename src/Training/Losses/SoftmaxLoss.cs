using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Randomness;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Losses;

/// <summary>
/// Classification of the training people: mean cross-entropy of Linear(E → C) on PReLU(embedding), as
/// github.com/adambielski/siamese-triplet (ClassificationNet) has it. The embedding before the PReLU is what is compared, by its
/// Euclidean distance. Unseen people have no class, so there is no evaluation loss. There are no pairs to choose:
/// <c>mining</c> is ignored, and every epoch shows each image once where no images per person are given.
/// </summary>
public sealed class SoftmaxLoss : SiameseLoss
{
    private readonly double _labelSmoothing;
    private readonly Parameter _slope;
    private readonly Parameter _weight;
    private readonly Parameter _bias;

    /// <summary>Makes the head with PyTorch's default initialisation: U(−1/√E, 1/√E), slope 0.25.</summary>
    /// <param name="embeddingSize">E.</param>
    /// <param name="classes">C, the number of training people; ≥ 2.</param>
    /// <param name="device">Where the parameters lie.</param>
    /// <param name="key">The run's key.</param>
    /// <param name="type">Their type.</param>
    /// <param name="labelSmoothing">Share of a label that is spread evenly over all classes, in [0, 1).</param>
    public SoftmaxLoss(
        int embeddingSize, int classes, Device device, ulong key, ScalarType type = ScalarType.Float32, double labelSmoothing = 0)
        : base(LossKind.Softmax)
    {
        _labelSmoothing = labelSmoothing;
        KeyedRandom random = HeadParameters.Random(key);
        double bound = 1 / Math.Sqrt(embeddingSize);
        _slope = HeadParameters.Of([0.25], [1], device, type);
        _weight = HeadParameters.Uniform(random, bound, [classes, embeddingSize], device, type);
        _bias = HeadParameters.Uniform(random, bound, [classes], device, type);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, Parameter Parameter)> Parameters =>
        [("head.nonlinear.weight", _slope), ("head.fc1.weight", _weight), ("head.fc1.bias", _bias)];

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> embeddings, Tensor? different, Tensor? people)
    {
        (Tensor images, Tensor classes) = Images(embeddings, people, nameof(SoftmaxLoss));
        using var scope = NewDisposeScope();
        Tensor scores = nn.functional.linear(images.prelu(_slope), _weight, _bias);
        return nn.functional.cross_entropy(scores, classes, label_smoothing: _labelSmoothing).MoveToOuterDisposeScope();
    }
}
