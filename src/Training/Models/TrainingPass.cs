using static TorchSharp.torch;

namespace SiameseSweep.Training.Models;

/// <summary>Tensors that a network keeps from a training forward pass for its backward pass.</summary>
internal sealed class TrainingPass(int branches, int blocks) : IDisposable
{
    /// <summary>Number of tensors.</summary>
    public int Branches => branches;

    /// <summary>
    /// [B, 8·S·S] a branch, with its graph; of no dispose scope, since two threads make them. Null where our own kernels made them.
    /// </summary>
    public Tensor[]? Features { get; set; }

    /// <summary>For a branch and a block; taken by the running statistics.</summary>
    public BatchStatistics[][] Statistics { get; } = [.. Enumerable.Range(0, branches).Select(_ => new BatchStatistics[blocks])];

    /// <summary>All branches' features, without their graphs; in the caller's scope.</summary>
    public Tensor? Joined { get; set; }

    /// <summary>The first fully connected layer's output, a leaf; in the caller's scope.</summary>
    public Tensor? Hidden { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor features in Features ?? [])
        {
            features?.Dispose(); // none where its branch broke
        }
    }
}
