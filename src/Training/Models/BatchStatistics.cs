using static TorchSharp.torch;

namespace SiameseSweep.Training.Models;

/// <summary>Batch statistics of a BatchNorm layer; belongs to no dispose scope.</summary>
/// <param name="Mean">[C].</param>
/// <param name="Variance">[C], unbiased.</param>
internal readonly record struct BatchStatistics(Tensor Mean, Tensor Variance) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Mean.Dispose();
        Variance.Dispose();
    }
}
