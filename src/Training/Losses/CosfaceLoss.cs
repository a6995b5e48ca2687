using SiameseSweep.Core.Losses;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Losses;

/// <summary>
/// CosFace (Wang et al., "CosFace: Large Margin Cosine Loss for Deep Face Recognition", CVPR 2018, equation 4): the true class's
/// cosine is cos θ − m.
/// </summary>
/// <param name="margin">m, above 0 and below 1.</param>
/// <param name="scale">s, &gt; 0.</param>
/// <param name="embeddingSize">E.</param>
/// <param name="classes">C, the number of training people; ≥ 2.</param>
/// <param name="device">Where the class weights lie.</param>
/// <param name="key">The run's key, for their first values.</param>
/// <param name="type">Their type.</param>
public sealed class CosfaceLoss(
    double margin, double scale, int embeddingSize, int classes, Device device, ulong key, ScalarType type = ScalarType.Float32)
    : AngularMarginLoss(LossKind.Cosface, scale, embeddingSize, classes, device, key, type)
{
    /// <inheritdoc/>
    private protected override Tensor Lowered(Tensor cosines) => cosines.Minus(margin);
}
