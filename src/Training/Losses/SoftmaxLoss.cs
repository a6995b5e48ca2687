using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Randomness;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Losses;

/// <summary>
/// Classification of the training people: mean cross-entropy of Linear(E → C) on PReLU(embedding), as
/// github.com/adambielski/siamese-triplet (ClassificationNet) has it. The embedding before the PReLU is what is compared, by its
/// Euclidean distance. Unseen people have no class, so there is no evaluation loss. There are no pairs to choose:
/// <c>mining</c> is ignored, and every epoch shows each image once.
/// </summary>
public sealed class SoftmaxLoss : SiameseLoss
{
    private const long HeadStream = 0x48454144; // "HEAD": apart from the network's own draws under the same key

    private readonly int _classes;
    private readonly Parameter _slope;
    private readonly Parameter _weight;
    private readonly Parameter _bias;

    /// <summary>Makes the head with PyTorch's default initialisation: U(−1/√E, 1/√E), slope 0.25.</summary>
    /// <param name="embeddingSize">E.</param>
    /// <param name="classes">C, the number of training people; ≥ 2.</param>
    /// <param name="device">Where the parameters lie.</param>
    /// <param name="key">The run's key.</param>
    /// <param name="type">Their type.</param>
    public SoftmaxLoss(int embeddingSize, int classes, Device device, ulong key, ScalarType type = ScalarType.Float32)
        : base(LossKind.Softmax)
    {
        _classes = classes;
        KeyedRandom random = KeyedRandom.For(key, RandomUse.Weights, HeadStream);
        double bound = 1 / Math.Sqrt(embeddingSize);
        _slope = Make([0.25], [1], device, type);
        _weight = Make(Draw(random, (long)classes * embeddingSize, bound), [classes, embeddingSize], device, type);
        _bias = Make(Draw(random, classes, bound), [classes], device, type);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, Parameter Parameter)> Parameters =>
        [("head.nonlinear.weight", _slope), ("head.fc1.weight", _weight), ("head.fc1.bias", _bias)];

    /// <summary>ln C: every person equally likely.</summary>
    public override double ChanceFloor(double shareDifferent) => Math.Log(_classes);

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> embeddings, Tensor? different, Tensor? people)
    {
        (Tensor images, Tensor classes) = Images(embeddings, people, nameof(SoftmaxLoss));
        using var scope = NewDisposeScope();
        Tensor scores = nn.functional.linear(images.prelu(_slope), _weight, _bias);
        return nn.functional.cross_entropy(scores, classes).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _slope.Dispose();
            _weight.Dispose();
            _bias.Dispose();
        }

        base.Dispose(disposing);
    }

    private static double[] Draw(KeyedRandom random, long count, double bound)
    {
        double[] values = new double[count];
        for (long i = 0; i < count; i++)
        {
            values[i] = random.NextDouble(-bound, bound);
        }

        return values;
    }

    private static Parameter Make(double[] values, long[] shape, Device device, ScalarType type)
    {
        using var scope = NewDisposeScope();
        // Parameters outlive every scope: they belong to the loss.
        return new Parameter(tensor(values).reshape(shape).to(type).to(device).clone().DetachFromDisposeScope(), true);
    }
}
