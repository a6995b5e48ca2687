using SiameseSweep.Core;
using SiameseSweep.Core.Models;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Models;
using static SiameseSweep.Training.Tests.Models.HashedNumbers;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Tests.Models;

/// <summary>Contract of every model in the registry.</summary>
public sealed class ModelContractTests
{
    public static TheoryData<ModelKind> Kinds => new(ModelRegistry.Kinds);

    [Fact]
    public void Every_model_has_its_name_its_definition_and_its_maker()
    {
        Assert.Equal(Enum.GetValues<ModelKind>(), ModelCatalog.All.Select(m => m.Kind));
        Assert.Equal(Enum.GetValues<ModelKind>(), ModelRegistry.Kinds.Order());
        Assert.Equal(["siamese", "convnet", "resnet"], ModelCatalog.All.Select(m => m.Name));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_larger_weights_that_a_definition_counts_are_most_of_what_the_network_holds(ModelKind kind)
    {
        foreach ((int width, InputKind input) in new[] { (4, InputKind.Grey), (16, InputKind.Grey), (4, InputKind.Both) })
        {
            RunConfiguration configuration = Smallest(kind) with { Width = width, Input = input };
            using EmbeddingNetwork network = Make(configuration);
            long held = network.State.Sum(t => t.Tensor.numel() * t.Tensor.element_size());
            Assert.InRange(ModelCatalog.Of(kind).LeastBytes(configuration.Shape), 0.75 * held, held);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_key_decides_the_first_weights_and_nothing_else_does(ModelKind kind)
    {
        using var scope = NewDisposeScope();
        _ = DrawElsewhere(3);
        using EmbeddingNetwork network = Make(Smallest(kind), key: 5);
        _ = DrawElsewhere(4);
        using EmbeddingNetwork same = Make(Smallest(kind), key: 5), other = Make(Smallest(kind), key: 6);
        Assert.Equal(Bits(network.State), Bits(same.State));
        Assert.NotEqual(Bits(network.State), Bits(other.State));
        Assert.Equal(network.State.Count, network.State.DistinctBy(t => t.Name).Count());

        static Tensor DrawElsewhere(long seed)
        {
            manual_seed(seed);
            return rand(7);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_same_step_gives_the_same_bits(ModelKind kind)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(Once(), Once());

        float[] Once()
        {
            using EmbeddingNetwork network = Make(Smallest(kind) with { Dropout = 0.3 });
            int size = Smallest(kind).ImageSize;
            for (int step = 0; step < 2; step++)
            {
                foreach (NamedTensor parameter in network.Parameters)
                {
                    parameter.Tensor.grad = null;
                }

                Tensor[] embeddings = network.Train([Images(1, 6, size), Images(2, 6, size)], Mask);
                network.Backward((embeddings[0] - embeddings[1]).pow(2).sum());
            }

            return [.. Bits(network.State), .. network.Parameters.SelectMany(p => p.Tensor.grad!.data<float>().ToArray())];

            Tensor Mask(int branch, int site)
            {
                int channels = network.DropoutSites[site].Channels;
                return tensor(Array.ConvertAll(Uniform(branch, 6 * channels), u => u > 0.3 ? 1 / 0.7f : 0), [6, channels]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Embeddings_have_length_one_where_the_model_or_the_parameter_says_so(ModelKind kind)
    {
        using var scope = NewDisposeScope();
        foreach (bool normalize in new[] { false, true })
        {
            using EmbeddingNetwork network = Make(Smallest(kind) with { Normalize = normalize });
            int size = Smallest(kind).ImageSize;
            Tensor trained = network.Train([Images(1, 4, size)])[0], embedded = network.Embed(Images(2, 4, size));
            Assert.Equal([4, Smallest(kind).EmbeddingSize], embedded.shape);
            bool unit = normalize || ModelCatalog.Of(kind).AlwaysNormalizes;
            Assert.All(new[] { trained, embedded }, e => Assert.Equal(unit, Values(e.norm(1)).All(length => Math.Abs(length - 1) < 1e-6)));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_linear_map_of_the_embeddings_goes_into_the_last_layer_and_an_L2_norm_follows_it(ModelKind kind)
    {
        using var scope = NewDisposeScope();
        foreach (bool normalize in new[] { false, true })
        {
            RunConfiguration configuration = Smallest(kind) with { Normalize = normalize };
            using EmbeddingNetwork network = ModelRegistry.Create(new ModelRequest(configuration, 1, CPU, ScalarType.Float64));
            using EmbeddingNetwork folded = ModelRegistry.Create(new ModelRequest(configuration, 2, CPU, ScalarType.Float64));
            int size = configuration.ImageSize, embedding = configuration.EmbeddingSize;
            Tensor images = Images(2, 4, size).to(float64);
            for (int step = 0; step < 5; step++)
            {
                _ = network.Train([Images(step, 4, size).to(float64)]); // BatchNorm has something to fold then
            }

            Tensor map = tensor(Uniform(7, embedding * embedding), [embedding, embedding]) - 0.5;
            IReadOnlyList<NamedTensor> state = network.StateWith(map);
            Assert.Equal(network.State.Select(t => t.Name), state.Select(t => t.Name));
            using (no_grad())
            {
                Assert.All(folded.State.Zip(state), pair => pair.First.Tensor.copy_(pair.Second.Tensor));
            }

            Tensor expected = network.Embed(images).matmul(map.t());
            expected = configuration.HasUnitEmbeddings ? nn.functional.normalize(expected) : expected;
            AssertClose(Values(expected), Values(folded.Embed(images)), 1e-9, kind.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_batch_of_one_image_trains_and_leaves_every_number_finite(ModelKind kind)
    {
        using var scope = NewDisposeScope();
        using EmbeddingNetwork network = Make(Smallest(kind));
        Tensor[] embeddings = network.Train([Images(1, 1, Smallest(kind).ImageSize)]);
        network.Backward((embeddings[0] * tensor(new[] { 1f, -1f }).repeat(Smallest(kind).EmbeddingSize / 2)).sum());
        Assert.All(network.State, t => Assert.True(Values(t.Tensor).All(double.IsFinite), t.Name));
        Assert.All(network.Parameters, p => Assert.True(Values(p.Tensor.grad!).All(double.IsFinite), p.Name));
        Assert.Contains(network.Parameters, p => Values(p.Tensor.grad!).Any(g => g != 0));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_backward_without_its_forward_is_refused(ModelKind kind)
    {
        using var scope = NewDisposeScope();
        using EmbeddingNetwork network = Make(Smallest(kind));
        Tensor loss = zeros([], requires_grad: true);
        Assert.Throws<InvalidOperationException>(() => network.Backward(loss));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Images_that_are_too_small_are_refused_with_the_smallest_size(ModelKind kind)
    {
        int least = ModelCatalog.Of(kind).SmallestImageSize;
        UserErrorException error = Assert.Throws<UserErrorException>(() => Make(Smallest(kind) with { ImageSize = least - 1 }));
        Assert.Contains($"Give it {least} or more", error.Message, StringComparison.Ordinal);
    }

    /// <summary>A small network of a model at the smallest images it takes.</summary>
    private static RunConfiguration Smallest(ModelKind kind) =>
        new() { Model = kind, ImageSize = ModelCatalog.Of(kind).SmallestImageSize, EmbeddingSize = 6, Width = 4 };

    private static EmbeddingNetwork Make(RunConfiguration configuration, ulong key = 1) =>
        ModelRegistry.Create(new ModelRequest(configuration, key, CPU));

    private static Tensor Images(int stream, int count, int size) =>
        tensor(Uniform(stream, count * size * size), [count, 1, size, size]).to(float32);

    private static float[] Bits(IEnumerable<NamedTensor> state) => [.. state.SelectMany(t => Values(t.Tensor)).Select(v => (float)v)];
}
