namespace SiameseSweep.Silo.Client;

/// <summary>Format of a checkpoint that leaves the record.</summary>
internal sealed record CheckpointFormat
{
    /// <summary>The file as it was written.</summary>
    public static readonly CheckpointFormat Safetensors = new() { Name = "safetensors" };

    /// <summary>The network as an ONNX model, made when it is asked for.</summary>
    public static readonly CheckpointFormat Onnx = new() { Name = "onnx" };

    private CheckpointFormat()
    {
    }

    /// <summary>Name in options and addresses.</summary>
    public required string Name { get; init; }

    /// <summary>Extension of files.</summary>
    public string Extension => $".{Name}";

    /// <summary>The format of a name; null when there is none.</summary>
    public static CheckpointFormat? Find(string name) => new[] { Safetensors, Onnx }.FirstOrDefault(f => f.Name == name);

    /// <summary>Sentence about a name that is none.</summary>
    public static string Unknown(string name) => $"'{name}' is no format of a checkpoint; the formats are safetensors and onnx.";
}
