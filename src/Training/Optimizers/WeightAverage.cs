using SiameseSweep.Training.Models;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Optimizers;

/// <summary>
/// Exponential moving average of a network's weights and BatchNorm statistics: w ← d·w + (1 − d)·θ a step, from the first weights, as
/// PyTorch's <c>AveragedModel</c> with this <c>avg_fn</c> and <c>use_buffers</c> has it. Counts of batches are the trained network's.
/// </summary>
internal sealed class WeightAverage : IDisposable
{
    private readonly EmbeddingNetwork _trained;
    private readonly double _decay;

    /// <summary>Makes an average that starts at the trained network's current weights.</summary>
    /// <param name="trained">The network that is trained; not owned.</param>
    /// <param name="average">A network of the same kind, to hold the average; owned.</param>
    /// <param name="decay">d, in [0, 1).</param>
    public WeightAverage(EmbeddingNetwork trained, EmbeddingNetwork average, double decay)
    {
        (_trained, Network, _decay) = (trained, average, decay);
        Reset();
    }

    /// <summary>The network with the averaged weights.</summary>
    public EmbeddingNetwork Network { get; }

    /// <summary>Updates the average after a step of the trained network.</summary>
    public void Update() => ForEach((average, now) =>
    {
        if (average.is_floating_point())
        {
            average.MoveTowards(now, 1 - _decay);
        }
        else
        {
            average.copy_(now);
        }
    });

    /// <summary>Sets the average to the trained network's current weights.</summary>
    public void Reset() => ForEach((average, now) => average.copy_(now));

    /// <inheritdoc/>
    public void Dispose() => Network.Dispose();

    private void ForEach(Action<Tensor, Tensor> take)
    {
        using (no_grad())
        {
            foreach ((NamedTensor average, NamedTensor now) in Network.State.Zip(_trained.State))
            {
                take(average.Tensor, now.Tensor);
            }
        }
    }
}
