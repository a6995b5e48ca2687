using static TorchSharp.torch;

namespace SiameseSweep.Training.Models;

/// <summary>First values of parameters.</summary>
internal static class WeightInit
{
    /// <summary>
    /// Uniform in (−bound, bound). With bound 1/√fan_in this is what PyTorch's Linear and Conv2d draw for weights
    /// (Kaiming uniform with a = √5) and biases. Belongs to the caller's dispose scope. Drawn on the host in single precision
    /// whatever the device and type, so that
    /// a run starts from the same values everywhere.
    /// </summary>
    public static Tensor Uniform(long[] shape, double bound, Device device, ScalarType type, Generator generator)
    {
        using (no_grad())
        using (NewDisposeScope())
        {
            // As torch's rand does it. TorchSharp's rand returns a tensor without memory when there is none left, and the process dies at
            // its first use (no upstream issue is known).
            Tensor values = empty(shape, float32).uniform_(0, 1, generator).ScaleAndShift(2 * bound, bound).to(type).to(device);
            return values.detach().requires_grad_(true).MoveToOuterDisposeScope();
        }
    }
}
