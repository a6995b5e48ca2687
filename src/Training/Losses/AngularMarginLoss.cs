using SiameseSweep.Core.Losses;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Losses;

/// <summary>
/// Classification of the training people by angles: mean cross-entropy of s·cos(embedding, class weight), in which a margin lowers
/// the cosine of the true class. Embeddings and class weights are compared by their directions, so a length of 0 has a cosine of 0
/// with everything. Unseen people have no class, so there is no evaluation loss.
/// </summary>
public abstract class AngularMarginLoss : SiameseLoss
{
    private readonly double _scale;
    private readonly Parameter _weight;
    private readonly Tensor _classes; // 0 … C − 1

    /// <summary>Makes the class weights as a linear layer's: U(−1/√E, 1/√E).</summary>
    /// <param name="kind">Which loss.</param>
    /// <param name="scale">s, &gt; 0.</param>
    /// <param name="embeddingSize">E.</param>
    /// <param name="classes">C, the number of training people; ≥ 2.</param>
    /// <param name="device">Where the class weights lie.</param>
    /// <param name="key">The run's key.</param>
    /// <param name="type">Their type.</param>
    private protected AngularMarginLoss(
        LossKind kind, double scale, int embeddingSize, int classes, Device device, ulong key, ScalarType type)
        : base(kind)
    {
        _scale = scale;
        _weight = HeadParameters.Uniform(
            HeadParameters.Random(key), 1 / Math.Sqrt(embeddingSize), [classes, embeddingSize], device, type);
        using var scope = NewDisposeScope();
        _classes = tensor([.. Enumerable.Range(0, classes).Select(c => (long)c)]).to(device).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, Parameter Parameter)> Parameters => [("head.weight", _weight)];

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> embeddings, Tensor? different, Tensor? people)
    {
        (Tensor images, Tensor classes) = Images(embeddings, people, GetType().Name);
        using var scope = NewDisposeScope();
        Tensor cosines = EmbeddingDistances.Directions(images).matmul(EmbeddingDistances.Directions(_weight).t());
        Tensor own = classes.unsqueeze(1).eq(_classes);
        Tensor scores = where(own, Lowered(cosines), cosines).Times(_scale);
        return nn.functional.cross_entropy(scores, classes).MoveToOuterDisposeScope();
    }

    /// <summary>Returns cosines with the margin taken off, elementwise; the result lies in the caller's dispose scope.</summary>
    private protected abstract Tensor Lowered(Tensor cosines);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _classes.Dispose();
        }

        base.Dispose(disposing);
    }
}
