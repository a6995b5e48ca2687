using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Losses;
using SiameseSweep.Training.Mining;
using SiameseSweep.Training.Models;
using SiameseSweep.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Runs;

/// <summary>Everything of a run that lies on the device: data, network, loss, optimizer. Made as a whole or not at all.</summary>
internal sealed class TrainingState : IDisposable
{
    private readonly Stack<IDisposable> _owned = new();
    private readonly RunConfiguration _configuration;
    private readonly Device _device;

    public TrainingState(RunAssignment assignment, string dataDirectory)
    {
        _configuration = assignment.Configuration;
        _device = torch.device(assignment.Device);
        Key = RunSeeds.For(assignment.Options.Seed, assignment.Run);
        if (_device.type == DeviceType.CUDA)
        {
            CudaKernels.Deterministic = true; // CONTRACT §6
        }

        try
        {
            Data = Own(RunDataset.Load(assignment, dataDirectory, _device));
            if (assignment.DatasetFingerprint is string expected && expected != Data.Fingerprint)
            {
                throw new DatasetUnavailableException(
                    $"The data set on this worker has the fingerprint {Data.Fingerprint[..12]}…, but the sweep was begun on {expected[..12]}…. Put the same data under --data."
                );
            }

            Network = Own(NewNetwork());
            Loss = Own(NewLoss());
            Sampler = BatchSamplerRegistry.Create(_configuration, Data.TrainingPeople, Key);
            Optimizer = Own(
                new FusedOptimizer(
                    _configuration.Optimizer,
                    [.. Network.Parameters, .. LossParameters],
                    _configuration.LearningRate,
                    _configuration.WeightDecay));
            Step = new TrainingStep(_configuration, Key, Data.Training, Sampler, Network, Loss, Optimizer);
        }
        catch
        {
            Dispose(); // the caller gets nothing that it could dispose
            throw;
        }
    }

    /// <summary>Decides everything random in the run.</summary>
    public ulong Key { get; }

    public RunDataset Data { get; }

    public EmbeddingNetwork Network { get; }

    public SiameseLoss Loss { get; }

    public IBatchSampler Sampler { get; }

    public FusedOptimizer Optimizer { get; }

    public TrainingStep Step { get; }

    /// <summary>Parameters trained beside the network, by their names in resume files.</summary>
    public IEnumerable<NamedTensor> LossParameters => Named(Loss);

    /// <summary>Back to the first step's state.</summary>
    public void Reset()
    {
        using EmbeddingNetwork network = NewNetwork();
        using SiameseLoss loss = NewLoss();
        using (no_grad())
        {
            foreach ((NamedTensor target, NamedTensor first) in Network.State.Concat(LossParameters).Zip(network.State.Concat(Named(loss))))
            {
                target.Tensor.copy_(first.Tensor);
            }
        }

        Optimizer.Reset();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_owned.TryPop(out IDisposable? part))
        {
            part.Dispose();
        }
    }

    private static IEnumerable<NamedTensor> Named(SiameseLoss loss) =>
        loss.Parameters.Select(p => new NamedTensor($"loss.{p.Name}", p.Parameter));

    private EmbeddingNetwork NewNetwork() => ModelRegistry.Create(new ModelRequest(_configuration, Key, _device));

    private SiameseLoss NewLoss() => LossRegistry.Create(_configuration, Data.TrainingPersons, _device, Key);

    private T Own<T>(T part)
        where T : IDisposable
    {
        _owned.Push(part);
        return part;
    }
}
