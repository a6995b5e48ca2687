using static TorchSharp.torch;

namespace SiameseSweep.Training.Optimizers;

/// <summary>
/// Clipping of gradients by their global norm, as PyTorch's <c>clip_grad_norm_</c> does it. TorchSharp's own reads the norm back to the
/// host, which would then wait for a GPU at every step.
/// </summary>
internal static class GradientClipping
{
    private const double Epsilon = 1e-6; // PyTorch's

    /// <summary>Scales gradients in place by min(1, most / (norm + 1e-6)). Call it without autograd, inside a dispose scope.</summary>
    /// <param name="gradients">All gradients of a step, on one device.</param>
    /// <param name="most">Largest L2 norm of all together, &gt; 0.</param>
    public static void Clip(IReadOnlyList<Tensor> gradients, double most)
    {
        Tensor norm = stack(gradients.Select(g => g.norm())).norm();
        Tensor factor = norm.Plus(Epsilon).reciprocal().Times(most).AtMost(1);
        foreach (Tensor gradient in gradients)
        {
            gradient.mul_(factor);
        }
    }
}
