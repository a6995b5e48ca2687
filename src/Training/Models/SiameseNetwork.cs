using SiameseSweep.Training.Models.Kernels;
using SiameseSweep.Training.Onnx;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Models;

/// <summary>
/// The seed's <c>SiameseNetwork</c>: three convolution blocks (C→4→8→8 channels) and a fully connected part
/// 8·S·S → 500 → 500 → E. Written with plain functions instead of modules, because the two parts see a training step
/// differently: BatchNorm sees each branch by itself, as in the seed, while the fully connected part, which has no
/// BatchNorm, takes all branches in one product (the same mathematics, half the passes over its 160 MB). The graph is cut at the
/// first fully connected layer, whose gradient is written into memory that stays (see <see cref="Backward"/>). Branches, and halves of
/// that layer, are computed side by side (<see cref="HalfStepRunner"/>).
/// </summary>
public sealed class SiameseNetwork : EmbeddingNetwork
{
    private const int Hidden = 500;

    private readonly ConvolutionBlock[] _blocks;
    private readonly FullyConnected[] _layers;
    private readonly bool _normalize;
    private HalfStepRunner? _halves;
    private FastConvolutions? _fast;
    private TrainingPass? _pass;

    /// <summary>Makes a network with PyTorch's default initial values.</summary>
    /// <param name="imageSize">S, the side of the square input, ≥ 3.</param>
    /// <param name="embeddingSize">E.</param>
    /// <param name="dropout">0 gives the seed's second listing; p &gt; 0 the first, with Dropout2d(p) after each block (its layers
    /// count in the names).</param>
    /// <param name="key">Decides the initial values.</param>
    /// <param name="device">Where it lies.</param>
    /// <param name="type">Single precision, or double in tests.</param>
    /// <param name="normalize">Whether embeddings get an L2 norm of 1.</param>
    /// <param name="channels">C, of the images.</param>
    public SiameseNetwork(
        int imageSize, int embeddingSize, double dropout, ulong key, Device device, ScalarType type = ScalarType.Float32,
        bool normalize = false, int channels = 1)
    {
        ImageSize = imageSize;
        EmbeddingSize = embeddingSize;
        Dropout = dropout;
        _normalize = normalize;
        using var scope = NewDisposeScope(); // what was made before an exception (no memory for the 160 MB) goes with it
        using Generator generator = new(key, CPU);
        int stride = dropout > 0 ? 5 : 4;
        _blocks =
        [
            new(0, channels, 4, device, type, generator),
            new(stride, 4, 8, device, type, generator),
            new(2 * stride, 8, 8, device, type, generator),
        ];
        _layers =
        [
            new("fc1.0", 8 * imageSize * imageSize, Hidden, device, type, generator),
            new("fc1.2", Hidden, Hidden, device, type, generator),
            new("fc1.4", Hidden, embeddingSize, device, type, generator),
        ];
        Parameters = [.. _blocks.SelectMany(b => b.Parameters), .. _layers.SelectMany(l => l.Parameters)];
        State = [.. _blocks.SelectMany(b => b.Parameters.Concat(b.Buffers)), .. _layers.SelectMany(l => l.Parameters)];
        foreach (NamedTensor tensor in State)
        {
            tensor.Tensor.DetachFromDisposeScope();
        }
    }

    /// <summary>S.</summary>
    public int ImageSize { get; }

    /// <summary>E.</summary>
    public int EmbeddingSize { get; }

    /// <summary>p of the first listing, or 0.</summary>
    public double Dropout { get; }

    /// <summary>Whether libtorch's layers compute the blocks in training whatever the machine: what our kernels are held against.</summary>
    internal bool PlainConvolutions { get; init; }

    /// <summary>Channels after each block: the first listing drops them as Dropout2d does.</summary>
    public override IReadOnlyList<DropoutSite> DropoutSites => [.. _blocks.Select(b => new DropoutSite(b.Name, b.Output))];

    /// <inheritdoc/>
    public override IReadOnlyList<NamedTensor> Parameters { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<NamedTensor> State { get; }

    /// <inheritdoc/>
    public override Tensor[] Train(IReadOnlyList<Tensor> branches, Func<int, int, Tensor>? dropoutMask = null)
    {
        _halves ??= new HalfStepRunner(branches[0].device);
        _pass?.Dispose();
        _pass = new TrainingPass(branches.Count, _blocks.Length);
        Tensor features =
            !PlainConvolutions && FastConvolutions.IsSupported(branches[0])
                ? ConvolveFast(_pass, branches, dropoutMask)
                : ConvolvePlain(_pass, branches, dropoutMask);
        foreach (BatchStatistics[] statistics in _pass.Statistics)
        {
            for (int block = 0; block < _blocks.Length; block++)
            {
                _blocks[block].Count(statistics[block]);
            }
        }

        Tensor hidden = _layers[0].ForwardDetached(features, _halves);
        (_pass.Joined, _pass.Hidden) = (features, hidden);
        Tensor embeddings = ConnectHidden(hidden.relu());
        return branches.Count == 1 ? [embeddings] : embeddings.split(branches[0].shape[0]);
    }

    /// <summary>
    /// Computes the gradients of everything that was trained by the last <see cref="Train"/>. Autograd runs from the loss to the first
    /// fully connected layer and from there to the pixels; the layer between is done here, with the very products autograd would
    /// take, because autograd allocates its 160 MB of gradient anew at every step, and the page faults cost as much as the product.
    /// </summary>
    /// <param name="loss">A scalar of the embeddings that <see cref="Train"/> gave.</param>
    public override void Backward(Tensor loss)
    {
        using TrainingPass pass = _pass ?? throw new InvalidOperationException("Backward follows a Train.");
        _pass = null;
        loss.backward();
        using Tensor gradient = _layers[0].Backward(pass.Joined!, pass.Hidden!.grad!, _halves!);
        int branches = pass.Branches, rows = (int)gradient.shape[0] / branches;
        if (pass.Features is not { } features)
        {
            InPairs(branches, branch => _fast!.Backward(branch, rows, gradient));
            _fast!.GiveGradients(branches);
            return;
        }

        InPairs(branches, branch =>
        {
            using Tensor own = gradient.narrow(0, (long)branch * rows, rows);
            features[branch].backward([own]);
        });
    }

    /// <inheritdoc/>
    public override Tensor Embed(Tensor images)
    {
        using (no_grad())
        {
            foreach (ConvolutionBlock block in _blocks)
            {
                images = block.Embed(images);
            }

            return ConnectHidden(_layers[0].Forward(images.flatten(1)).relu_());
        }
    }

    /// <inheritdoc/>
    internal override OnnxValue Describe(OnnxGraph graph, OnnxValue images)
    {
        OnnxValue features = graph.Flatten(_blocks.Aggregate(images, (x, block) => block.Describe(graph, x)));
        OnnxValue hidden = graph.Relu(_layers[1].Describe(graph, graph.Relu(_layers[0].Describe(graph, features))));
        OnnxValue embeddings = _layers[2].Describe(graph, hidden);
        return _normalize ? graph.Normalize(embeddings) : embeddings;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<NamedTensor> StateWith(Tensor map)
    {
        using var guard = no_grad();
        NamedTensor[] last = [.. _layers[^1].Parameters.Select(p => p with { Tensor = map.matmul(p.Tensor) })];
        return [.. State.SkipLast(last.Length), .. last];
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _pass?.Dispose();
        _halves?.Dispose();
        _fast?.Dispose();
        foreach (ConvolutionBlock block in _blocks)
        {
            block.Dispose();
        }

        foreach (FullyConnected layer in _layers)
        {
            layer.Dispose();
        }
    }

    /// <summary>
    /// The first two branches side by side, a third after them, so that sums over branches are taken in the branches' order.
    /// </summary>
    private void InPairs(int branches, Action<int> work)
    {
        if (branches > 1)
        {
            _halves!.Run(() => work(0), () => work(1));
        }

        for (int branch = branches > 1 ? 2 : 0; branch < branches; branch++)
        {
            work(branch);
        }
    }

    /// <summary>All branches' features by our own kernels: [branches · B, 8·S·S].</summary>
    private Tensor ConvolveFast(TrainingPass pass, IReadOnlyList<Tensor> branches, Func<int, int, Tensor>? mask)
    {
        int images = (int)branches[0].shape[0];
        FastConvolutions fast = _fast ??= new FastConvolutions(_blocks, ImageSize);
        fast.Prepare(branches.Count, images);
        Tensor joined = empty([(long)branches.Count * images, 8L * ImageSize * ImageSize]);
        InPairs(
            branches.Count,
            branch =>
                fast.Forward(branch, branches[branch], mask is null ? null : block => mask(branch, block), joined, pass.Statistics[branch])
        );
        return joined;
    }

    /// <summary>The same by libtorch's layers, each branch with its graph.</summary>
    private Tensor ConvolvePlain(TrainingPass pass, IReadOnlyList<Tensor> branches, Func<int, int, Tensor>? mask)
    {
        Tensor[] features = pass.Features = new Tensor[branches.Count];
        InPairs(branches.Count, branch => features[branch] = Convolve(branches[branch], branch, mask));
        using (no_grad())
        {
            return branches.Count == 1 ? features[0].detach() : cat(features, 0);
        }
    }

    private Tensor Convolve(Tensor x, int branch, Func<int, int, Tensor>? mask)
    {
        using var scope = NewDisposeScope();
        for (int block = 0; block < _blocks.Length; block++)
        {
            x = _blocks[block].Train(x, out _pass!.Statistics[branch][block]);
            x = mask is null ? x : x * mask(branch, block).reshape(-1, _blocks[block].Output, 1, 1);
        }

        return x.flatten(1).DetachFromDisposeScope();
    }

    private Tensor ConnectHidden(Tensor hidden)
    {
        Tensor embeddings = _layers[2].Forward(_layers[1].Forward(hidden).relu_());
        return _normalize ? nn.functional.normalize(embeddings) : embeddings;
    }
}
