namespace SiameseSweep.Core.Models;

/// <summary>The models, one entry each. A new one also needs a class and a line in Training's <c>ModelRegistry</c>.</summary>
public static class ModelCatalog
{
    /// <summary>Every model, in the order of <see cref="ModelKind"/>.</summary>
    public static IReadOnlyList<ModelDefinition> All { get; } =
    [
        new()
        {
            Kind = ModelKind.Siamese, DefaultEmbeddingSize = 5, DefaultImageSize = 100, SmallestImageSize = 16,
            CostPerImage = s => s.ImageSize * s.ImageSize * (0.95 + (0.05 * s.Channels)),
            LeastBytes = s => sizeof(float) * 500 * ((8 * s.ImageSize * s.ImageSize) + s.EmbeddingSize),
        },
        new()
        {
            Kind = ModelKind.Convnet, DefaultEmbeddingSize = 64, DefaultImageSize = 32, SmallestImageSize = 24,
            HasWidth = true, AlwaysNormalizes = true,
            CostPerImage = s => s.ImageSize * s.ImageSize * (((0.028 + (0.006 * s.Channels)) * s.Width) + (0.002 * s.Width * s.Width)),
            LeastBytes = s => sizeof(float) * ((378 * s.Width * s.Width) + (9 * s.Channels * s.Width) + (72 * s.Width * s.EmbeddingSize)),
        },
        new()
        {
            Kind = ModelKind.Resnet, DefaultEmbeddingSize = 64, DefaultImageSize = 32, SmallestImageSize = 24,
            HasWidth = true, AlwaysNormalizes = true,
            CostPerImage = s => s.ImageSize * s.ImageSize * (((0.155 + (0.005 * s.Channels)) * s.Width) + (0.01 * s.Width * s.Width)),
            LeastBytes = s => sizeof(float) * ((676 * s.Width * s.Width) + (9 * s.Channels * s.Width) + (36 * s.Width * s.EmbeddingSize)),
        },
    ];

    /// <summary>The definition of a model.</summary>
    public static ModelDefinition Of(ModelKind kind) => All[(int)kind];

    /// <summary>The definition of a name; null when there is none.</summary>
    public static ModelDefinition? Find(string? name) => All.FirstOrDefault(m => m.Name == name);
}
