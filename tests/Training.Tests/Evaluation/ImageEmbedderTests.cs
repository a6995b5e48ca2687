using SiameseSweep.Core.Models;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Evaluation;
using SiameseSweep.Training.Models;
using static SiameseSweep.Training.Tests.Models.HashedNumbers;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Tests.Evaluation;

public sealed class ImageEmbedderTests
{
    [Theory]
    [InlineData(ModelKind.Siamese, false)]
    [InlineData(ModelKind.Siamese, true)]
    [InlineData(ModelKind.Convnet, false)]
    public void An_image_and_its_mirror_image_have_one_embedding_the_mean_of_both(ModelKind model, bool normalize)
    {
        using var scope = NewDisposeScope();
        RunConfiguration configuration = new() { Model = model, Normalize = normalize, ImageSize = 24, Width = 4, FlipEmbedding = true };
        using EmbeddingNetwork network = ModelRegistry.Create(new ModelRequest(configuration, 1, CPU));
        Tensor images = tensor(Uniform(1, 70 * 24 * 24), [70, 1, 24, 24]).to(float32), mirrored = images.flip(3);
        Tensor embedded = new ImageEmbedder(network, configuration).Embed(images);
        Tensor mean = (network.Embed(images) + network.Embed(mirrored)) / 2;
        mean = configuration.HasUnitEmbeddings ? mean / mean.norm(1, true) : mean;
        AssertClose(Values(mean), Values(embedded), 1e-5, "mean");
        AssertClose(Values(embedded), Values(new ImageEmbedder(network, configuration).Embed(mirrored)), 1e-6, "mirrored");
    }
}
