using SiameseSweep.Core;
using SiameseSweep.Core.Models;

namespace SiameseSweep.Training.Models;

/// <summary>
/// Every network that can be made. A new one is a class, an entry in <see cref="ModelCatalog"/> and a line here; the contract tests take
/// their cases from it.
/// </summary>
public static class ModelRegistry
{
    private static readonly Dictionary<ModelKind, Func<ModelRequest, EmbeddingNetwork>> Makers = new()
    {
        [ModelKind.Siamese] = r => new SiameseNetwork(
            r.Configuration.ImageSize, r.Configuration.EmbeddingSize, r.Configuration.Dropout, r.Key, r.Device, r.Type,
            r.Configuration.Normalize, r.Configuration.Input.Channels),
        [ModelKind.Convnet] = r => new PooledNetwork(r, layers => new ConvnetFeatures(layers, r.Configuration)),
        [ModelKind.Resnet] = r => new PooledNetwork(r, layers => new ResnetFeatures(layers, r.Configuration)),
    };

    /// <summary>The models that <see cref="Create"/> makes.</summary>
    public static IReadOnlyCollection<ModelKind> Kinds => Makers.Keys;

    /// <summary>Makes a network with PyTorch's default initial values.</summary>
    /// <exception cref="UserErrorException">The images are too small for the model.</exception>
    public static EmbeddingNetwork Create(ModelRequest request)
    {
        ModelDefinition model = ModelCatalog.Of(request.Configuration.Model);
        int size = request.Configuration.ImageSize;
        return size >= model.SmallestImageSize
            ? Makers[model.Kind](request)
            : throw new UserErrorException(
                $"image_size {size} is too small for the model {model.Name}. Give it {model.SmallestImageSize} or more.");
    }
}
