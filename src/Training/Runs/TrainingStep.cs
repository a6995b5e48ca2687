using SiameseSweep.Core.Randomness;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Augmentation;
using SiameseSweep.Training.Mining;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Runs;

/// <summary>
/// One optimizer step. A pure function of the network's and optimizer's state and of (key, epoch, step): whatever it draws, it
/// draws from that key, so a step can be made again and gives the same bits.
/// </summary>
/// <param name="configuration">The trial's parameters.</param>
/// <param name="state">What is trained, and with what.</param>
internal sealed class TrainingStep(RunConfiguration configuration, TrainingState state)
{
    /// <summary>Makes the step and returns its loss, a scalar tensor in the caller's dispose scope.</summary>
    /// <param name="epoch">From 1.</param>
    /// <param name="step">Within the epoch, from 0.</param>
    public Tensor Make(int epoch, int step)
    {
        Tensor value = Learn(epoch, step);
        state.Optimizer.Step(state.Schedule.At(((epoch - 1) * state.Sampler.StepsPerEpoch) + step));
        state.Average?.Update();
        return value;
    }

    /// <summary>Returns the images of a step as the network sees them, a tensor a branch, in the caller's dispose scope.</summary>
    /// <param name="epoch">From 1.</param>
    /// <param name="step">Within the epoch, from 0.</param>
    public Tensor[] Inputs(int epoch, int step) => Inputs(state.Sampler.Draw(epoch, step), epoch, step);

    /// <summary>
    /// A step without the optimizer's part: the loss, and every parameter's gradient. Asks nothing of the device, so that the host
    /// never waits for a GPU.
    /// </summary>
    private Tensor Learn(int epoch, int step)
    {
        using var scope = NewDisposeScope();
        TrainingBatch batch = state.Sampler.Draw(epoch, step);
        Tensor[] branches = Inputs(batch, epoch, step);
        Device device = state.Data.Training.device;
        long count = batch.Branches[0].Length;
        Func<int, int, Tensor>? mask = configuration.Dropout > 0 ? (branch, site) => Mask(count, epoch, step, branch, site) : null;
        Tensor[] embeddings = state.Network.Train(branches, mask);
        Tensor? different = batch.Different is null ? null : tensor(batch.Different).ToDeviceAsync(device);
        Tensor? people = batch.People is null ? null : tensor(batch.People).ToDeviceAsync(device);
        Tensor value = state.Loss.Forward(embeddings, different, people);
        state.Network.Backward(value);
        return value.detach().MoveToOuterDisposeScope();
    }

    private Tensor[] Inputs(TrainingBatch batch, int epoch, int step)
    {
        Tensor images = state.Data.Training;
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
                    configuration.AugmentStrength,
                    new AugmentationKey(state.Key, epoch, step, i));
            }

            branches[i] = state.Data.Input.Apply(branches[i]);
        }

        return branches;
    }

    /// <summary>Factors of a dropout site, [count, channels]: a channel is kept with probability 1 − p and scaled by 1/(1 − p).</summary>
    private Tensor Mask(long count, int epoch, int step, int branch, int site)
    {
        KeyedRandom random = KeyedRandom.For(state.Key, RandomUse.Dropout, epoch, step, branch, site);
        int channels = state.Network.DropoutSites[site].Channels;
        float kept = (float)(1 / (1 - configuration.Dropout));
        float[] mask = new float[count * channels];
        for (int i = 0; i < mask.Length; i++)
        {
            mask[i] = random.NextDouble() < configuration.Dropout ? 0 : kept;
        }

        return tensor(mask, [count, channels]).ToDeviceAsync(state.Data.Training.device);
    }
}
