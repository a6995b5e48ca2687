using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Models.Layers;
using SiameseSweep.Training.Onnx;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Models;

/// <summary>
/// A convolutional network with the head of the convnet: averages over a 3×3 grid (the windows of <c>AdaptiveAvgPool2d(3)</c>), a linear
/// layer without bias, BatchNorm and L2 norm. The branches of a training step are one batch, also for BatchNorm. Dropout acts on each of
/// the averages, before the linear layer.
/// </summary>
internal sealed class PooledNetwork : EmbeddingNetwork
{
    private const int GridSide = 3;
    private const string LinearName = "embedding", NormName = $"{LinearName}_norm";

    private readonly NetworkLayers _layers;
    private readonly IFeatureExtractor _features;
    private readonly Tensor _linear;
    private readonly BatchNorm _norm;
    private bool _trained;

    /// <summary>Makes a network.</summary>
    /// <param name="request">The facts to make it from.</param>
    /// <param name="features">Makes the convolutional part.</param>
    public PooledNetwork(ModelRequest request, Func<NetworkLayers, IFeatureExtractor> features)
    {
        RunConfiguration configuration = request.Configuration;
        using var scope = NewDisposeScope(); // what was made before an exception goes with it
        using Generator generator = new(request.Key, CPU);
        _layers = new NetworkLayers(request.Device, request.Type, generator);
        _features = features(_layers);
        int averages = GridSide * GridSide * _features.Channels;
        _linear = _layers.Linear(LinearName, averages, configuration.EmbeddingSize);
        _norm = _layers.BatchNorm(NormName, configuration.EmbeddingSize);
        _layers.Keep();
        DropoutSites = [new DropoutSite(LinearName, averages)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<DropoutSite> DropoutSites { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<NamedTensor> Parameters => _layers.Parameters;

    /// <inheritdoc/>
    public override IReadOnlyList<NamedTensor> State => _layers.State;

    /// <inheritdoc/>
    public override Tensor[] Train(IReadOnlyList<Tensor> branches, Func<int, int, Tensor>? dropoutMask = null)
    {
        Tensor averages = Averages(branches.Count == 1 ? branches[0] : cat([.. branches], 0), training: true);
        if (dropoutMask is not null)
        {
            averages *= cat([.. branches.Select((_, branch) => dropoutMask(branch, 0))], 0);
        }

        _trained = true;
        Tensor embeddings = Head(averages, training: true);
        return branches.Count == 1 ? [embeddings] : embeddings.split(branches[0].shape[0]);
    }

    /// <inheritdoc/>
    public override void Backward(Tensor loss)
    {
        if (!_trained)
        {
            throw new InvalidOperationException("Backward follows a Train.");
        }

        _trained = false;
        loss.backward();
    }

    /// <inheritdoc/>
    public override Tensor Embed(Tensor images)
    {
        using (no_grad())
        {
            return Head(Averages(images, training: false), training: false);
        }
    }

    /// <inheritdoc/>
    internal override OnnxValue Describe(OnnxGraph graph, OnnxValue images)
    {
        OnnxValue averages = graph.Flatten(graph.AverageGrid(_features.Describe(graph, images), GridSide));
        return graph.Normalize(_norm.Describe(graph, graph.Linear(averages, _linear)));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<NamedTensor> StateWith(Tensor map)
    {
        using var guard = no_grad();
        // The linear layer takes over BatchNorm's scale, which stands between it and the map.
        (Tensor scale, Tensor shift) = _norm.InEvaluation();
        Dictionary<string, Tensor> folded = BatchNorm.Adding(NormName, map.matmul(shift)).ToDictionary(t => t.Name, t => t.Tensor);
        folded[$"{LinearName}.weight"] = map.matmul(scale.unsqueeze(1) * _linear);
        return [.. State.Select(t => t with { Tensor = folded.GetValueOrDefault(t.Name, t.Tensor) })];
    }

    /// <inheritdoc/>
    public override void Dispose() => _layers.Dispose();

    private Tensor Averages(Tensor images, bool training) => Pooling.AverageGrid(_features.Apply(images, training), GridSide).flatten(1);

    private Tensor Head(Tensor averages, bool training) =>
        nn.functional.normalize(_norm.Apply(nn.functional.linear(averages, _linear), training));
}
