using static TorchSharp.torch;

namespace SiameseSweep.Training.Checkpoints;

/// <summary>The element types that our files hold.</summary>
internal static class SafetensorsTypes
{
    private static readonly (ScalarType Type, string Name)[] Known =
    [
        (ScalarType.Float32, "F32"),
        (ScalarType.Float64, "F64"),
        (ScalarType.Int64, "I64"),
    ];

    /// <summary>The format's name of a type.</summary>
    public static string Name(ScalarType type) =>
        Known.FirstOrDefault(k => k.Type == type).Name ?? throw new NotSupportedException($"Tensors of type {type} are not written.");

    /// <summary>The type of a name; null when we do not read it.</summary>
    public static ScalarType? Type(string? name) => Known.Any(k => k.Name == name) ? Known.First(k => k.Name == name).Type : null;
}
