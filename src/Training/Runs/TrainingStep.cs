using SiameseSweep.Core.Randomness;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Augmentation;
using SiameseSweep.Training.Losses;
using SiameseSweep.Training.Mining;
using SiameseSweep.Training.Models;
using SiameseSweep.Training.Optimizers;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Runs;

/// <summary>
/// One optimizer step. A pure function of the network's and optimizer's state and of (key, epoch, step): whatever it draws, it
/// draws from that key, so a step can be made again and gives the same bits.
/// </summary>
internal sealed class TrainingStep(
    RunConfiguration configuration, ulong key, Tensor images, IBatchSampler sampler, EmbeddingNetwork network, SiameseLoss loss,
    FusedOptimizer optimizer)
{
    /// <summary>Makes the step and returns its loss, a scalar tensor in the caller's dispose scope.</summary>
    /// <param name="epoch">From 1.</param>
    /// <param name="step">Within the epoch, from 0.</param>
    public Tensor Make(int epoch, int step)
    {
        Tensor value = Learn(epoch, step);
        optimizer.Step();
        return value;
    }

    /// <summary>
    /// A step without the optimizer's part: the loss, and every parameter's gradient. Asks nothing of the device, so that the host
    /// never waits for a GPU.
    /// </summary>
    private Tensor Learn(int epoch, int step)
    {
        using var scope = NewDisposeScope();
        TrainingBatch batch = sampler.Draw(epoch, step);
        Tensor[] branches = new Tensor[batch.Branches.Length];
        for (int i = 0; i < branches.Length; i++)
        {
            Tensor rows = tensor(Array.ConvertAll(batch.Branches[i], r => (long)r)).ToDeviceAsync(images.device);
            branches[i] = images.index_select(0, rows);
            if (configuration.Augment != Augmentations.None)
            {
                branches[i] = BatchAugmenter.Apply(
                    branches[i],
                    configuration.Augment,
                    KeyedRandom.For(key, RandomUse.Augmentation, epoch, step, i));
            }
        }

        long count = batch.Branches[0].Length;
        Func<int, int, Tensor>? mask = configuration.Dropout > 0 ? (branch, site) => Mask(count, epoch, step, branch, site) : null;
        Tensor[] embeddings = network.Train(branches, mask);
        Tensor? different = batch.Different is null ? null : tensor(batch.Different).ToDeviceAsync(images.device);
        Tensor? people = batch.People is null ? null : tensor(batch.People).ToDeviceAsync(images.device);
        Tensor value = loss.Forward(embeddings, different, people);
        network.Backward(value);
        return value.detach().MoveToOuterDisposeScope();
    }

    /// <summary>Factors of a dropout site, [count, channels]: a channel is kept with probability 1 − p and scaled by 1/(1 − p).</summary>
    private Tensor Mask(long count, int epoch, int step, int branch, int site)
    {
        KeyedRandom random = KeyedRandom.For(key, RandomUse.Dropout, epoch, step, branch, site);
        int channels = network.DropoutSites[site].Channels;
        float kept = (float)(1 / (1 - configuration.Dropout));
        float[] mask = new float[count * channels];
        for (int i = 0; i < mask.Length; i++)
        {
            mask[i] = random.NextDouble() < configuration.Dropout ? 0 : kept;
        }

        return tensor(mask, [count, channels]).ToDeviceAsync(images.device);
    }
}
