namespace SiameseSweep.Core.Models;

/// <summary>The networks that can be trained. Names in sweep files are the lower-case ones.</summary>
public enum ModelKind
{
    /// <summary>The seed's network: three convolution blocks without pooling and three fully connected layers.</summary>
    Siamese,

    /// <summary>Four pooled convolution blocks, averages over a 3×3 grid, one linear layer with BatchNorm, L2 norm.</summary>
    Convnet,

    /// <summary>Three stages of two residual blocks under the convnet's head.</summary>
    Resnet,
}
