namespace SiameseSweep.Core.Models;

/// <summary>The models, one entry each. A new one also needs a class and a line in Training's <c>ModelRegistry</c>.</summary>
public static class ModelCatalog
{
    private const int PooledEmbeddingSize = 64, PooledImageSize = 32, SmallestPooledImageSize = 24;

    /// <summary>Every model, in the order of <see cref="ModelKind"/>.</summary>
    public static IReadOnlyList<ModelDefinition> All { get; } =
    [
        new(ModelKind.Siamese, 5, 100, 16, HasWidth: false, AlwaysNormalizes: false,
            s => s.ImageSize * s.ImageSize,
            s => sizeof(float) * 500 * ((8 * s.ImageSize * s.ImageSize) + s.EmbeddingSize)),
        new(ModelKind.Convnet, PooledEmbeddingSize, PooledImageSize, SmallestPooledImageSize, HasWidth: true, AlwaysNormalizes: true,
            s => s.ImageSize * s.ImageSize * ((0.02 * s.Width) + (0.001 * s.Width * s.Width)),
            s => sizeof(float) * ((378 * s.Width * s.Width) + (9 * s.Width) + (72 * s.Width * s.EmbeddingSize))),
        new(ModelKind.Resnet, PooledEmbeddingSize, PooledImageSize, SmallestPooledImageSize, HasWidth: true, AlwaysNormalizes: true,
            s => s.ImageSize * s.ImageSize * ((0.1 * s.Width) + (0.01 * s.Width * s.Width)),
            s => sizeof(float) * ((676 * s.Width * s.Width) + (9 * s.Width) + (36 * s.Width * s.EmbeddingSize))),
    ];

    /// <summary>The definition of a model.</summary>
    public static ModelDefinition Of(ModelKind kind) => All[(int)kind];

    /// <summary>The definition of a name in sweep files; null when there is none.</summary>
    public static ModelDefinition? Find(string name) => All.FirstOrDefault(m => m.Name == name);
}
