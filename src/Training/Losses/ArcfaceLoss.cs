using SiameseSweep.Core.Losses;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Losses;

/// <summary>
/// ArcFace (Deng et al., "ArcFace: Additive Angular Margin Loss for Deep Face Recognition", CVPR 2019, equation 3): the true class's
/// cosine is cos(θ + m). Beyond θ = π − m, where that would rise again, it is cos θ − m·sin m, as in the authors' code without
/// <c>easy_margin</c> (github.com/deepinsight/insightface): it falls all the way from θ = 0 to π, with a step of
/// 1 − cos m − m·sin m (−0.12 for m = 0.5) at π − m. sin θ is taken as at least 3e-4, which keeps its gradient finite at θ = 0 and π.
/// </summary>
/// <param name="margin">m in radians, above 0 and below π/2.</param>
/// <param name="scale">s, &gt; 0.</param>
/// <param name="embeddingSize">E.</param>
/// <param name="classes">C, the number of training people; ≥ 2.</param>
/// <param name="device">Where the class weights lie.</param>
/// <param name="key">The run's key, for their first values.</param>
/// <param name="type">Their type.</param>
public sealed class ArcfaceLoss(
    double margin, double scale, int embeddingSize, int classes, Device device, ulong key, ScalarType type = ScalarType.Float32)
    : AngularMarginLoss(LossKind.Arcface, scale, embeddingSize, classes, device, key, type)
{
    private const double LeastSquaredSine = 1e-7; // in single precision 1 − cos² is no finer

    /// <inheritdoc/>
    private protected override Tensor Lowered(Tensor cosines)
    {
        using var scope = NewDisposeScope();
        Tensor sines = cosines.Squared().SubtractedFrom(1).AtLeast(LeastSquaredSine).sqrt();
        Tensor shifted = cosines.Times(Math.Cos(margin)) - sines.Times(Math.Sin(margin));
        Tensor beyond = cosines.Minus(margin * Math.Sin(margin));
        return where(cosines.Below(-Math.Cos(margin)), beyond, shifted).MoveToOuterDisposeScope();
    }
}
