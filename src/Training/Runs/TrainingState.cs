using SiameseSweep.Core.LearningRates;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Evaluation;
using SiameseSweep.Training.Losses;
using SiameseSweep.Training.Mining;
using SiameseSweep.Training.Models;
using SiameseSweep.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Runs;

/// <summary>A run's data, network, loss and optimizer on its device. Creation succeeds as a whole or leaves nothing behind.</summary>
internal sealed class TrainingState : IDisposable
{
    private const int MostRedraws = 8; // more dead draws in a row are caused by the images

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
                    $"The data set on this worker has the fingerprint {Data.Fingerprint[..12]}…, but the sweep was begun on "
                        + $"{expected[..12]}…. Put the same data under --data."
                );
            }

            if (_configuration.Whiten == Whitening.Within)
            {
                WithinWhitening.ThrowIfNotFittable(Data.TrainingPeople);
            }

            Network = Own(NewNetwork(0));
            Average = _configuration.Ema > 0 ? Own(new WeightAverage(Network, NewNetwork(0), _configuration.Ema)) : null;
            Loss = Own(NewLoss());
            Sampler = BatchSamplerRegistry.Create(_configuration, Data.TrainingPeople, Key);
            Optimizer = Own(
                new FusedOptimizer(
                    _configuration.Optimizer,
                    [.. Network.Parameters, .. LossParameters],
                    _configuration.WeightDecay,
                    _configuration.ClipNorm));
            Schedule = new LearningRateSchedule(
                _configuration.Schedule,
                _configuration.LearningRate,
                _configuration.Warmup,
                _configuration.Epochs,
                Sampler.StepsPerEpoch);
            Step = new TrainingStep(_configuration, this);
        }
        catch
        {
            Dispose(); // the caller gets nothing that it could dispose
            throw;
        }
    }

    /// <summary>Key of all random numbers of the run.</summary>
    public ulong Key { get; }

    public RunDataset Data { get; }

    /// <summary>The network that is trained.</summary>
    public EmbeddingNetwork Network { get; }

    /// <summary>The average of its weights; null where the configuration asks for none.</summary>
    public WeightAverage? Average { get; }

    /// <summary>The network that is evaluated and saved: the average where there is one.</summary>
    public EmbeddingNetwork EvaluatedNetwork => Average?.Network ?? Network;

    /// <summary>The trained network's state where <see cref="EvaluatedNetwork"/> is another, by the names in resume files.</summary>
    public IEnumerable<NamedTensor> StateBesideAverage =>
        Average is null ? [] : Network.State.Select(t => t with { Name = $"trained.{t.Name}" });

    public SiameseLoss Loss { get; }

    public IBatchSampler Sampler { get; }

    public FusedOptimizer Optimizer { get; }

    public LearningRateSchedule Schedule { get; }

    public TrainingStep Step { get; }

    /// <summary>Parameters trained beside the network, by their names in resume files.</summary>
    public IEnumerable<NamedTensor> LossParameters => Named(Loss);

    /// <summary>Restores the state that the constructor made.</summary>
    public void Reset()
    {
        using EmbeddingNetwork network = NewNetwork(0);
        using SiameseLoss loss = NewLoss();
        CopyFrom(network);
        Copy(Named(loss), LossParameters);
        Optimizer.Reset();
    }

    /// <summary>
    /// Takes the weights of the next key while the initial ones are dead (<see cref="InitialWeights.AreDead"/>). The same at every call
    /// from the same state.
    /// </summary>
    /// <returns>The number of the draw that the weights are of: 0 for the first, also where no draw helps.</returns>
    public int ReplaceDeadWeights()
    {
        using var scope = NewDisposeScope();
        Tensor images = cat(Step.Inputs(epoch: 1, step: 0), 0);
        if (!InitialWeights.AreDead(Network, images))
        {
            return 0;
        }

        for (int draw = 1; draw <= MostRedraws; draw++)
        {
            using EmbeddingNetwork other = NewNetwork(draw);
            if (!InitialWeights.AreDead(other, images))
            {
                CopyFrom(other);
                return draw;
            }
        }

        return 0;
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

    private static void Copy(IEnumerable<NamedTensor> from, IEnumerable<NamedTensor> to)
    {
        using (no_grad())
        {
            foreach ((NamedTensor source, NamedTensor target) in from.Zip(to))
            {
                target.Tensor.copy_(source.Tensor);
            }
        }
    }

    private void CopyFrom(EmbeddingNetwork initial)
    {
        Copy(initial.State, Network.State);
        Average?.Reset();
    }

    private EmbeddingNetwork NewNetwork(int draw) =>
        ModelRegistry.Create(new ModelRequest(_configuration, RunSeeds.WeightsOf(Key, draw), _device));

    private SiameseLoss NewLoss() => LossRegistry.Create(_configuration, Data.TrainingPersons, _device, Key);

    private T Own<T>(T part)
        where T : IDisposable
    {
        _owned.Push(part);
        return part;
    }
}
