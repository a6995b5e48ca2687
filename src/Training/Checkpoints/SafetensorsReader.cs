using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using SiameseSweep.Core;
using SiameseSweep.Training.Models;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Checkpoints;

/// <summary>
/// Reads safetensors files. The header is checked against the file's size before anything is allocated, so a truncated or
/// foreign file is one clear error.
/// </summary>
public sealed class SafetensorsReader : IDisposable
{
    private const long LargestHeader = 100L << 20; // the format's own limit

    private readonly FileStream _file;
    private readonly long _dataStart;
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="UserErrorException">It does not exist, is cut short, or is no safetensors file.</exception>
    public SafetensorsReader(string path)
    {
        Path = path;
        try
        {
            _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(
                $"{path} cannot be read: {error.Message.TrimEnd('.')}. Name a checkpoint file (*.safetensors).",
                inner: error);
        }

        try
        {
            (_dataStart, Metadata) = ReadHeader();
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary><c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Names of the tensors.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>SHA-256 of a whole file in lower-case hex.</summary>
    public static string Hash(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <summary>Copies every stored tensor into the one of the same name; names, shapes and types must all fit.</summary>
    /// <exception cref="UserErrorException">They do not.</exception>
    public void CopyInto(IReadOnlyList<NamedTensor> tensors)
    {
        string[] missing = [.. tensors.Select(t => t.Name).Where(n => !_entries.ContainsKey(n))];
        if (missing.Length > 0 || _entries.Count != tensors.Count)
        {
            string[] unknown = [.. _entries.Keys.Except(tensors.Select(t => t.Name))];
            throw Refuse($"does not hold this network: missing {List(missing)}, unknown {List(unknown)}");
        }

        using (no_grad())
        {
            foreach (NamedTensor tensor in tensors)
            {
                using var scope = NewDisposeScope();
                Entry entry = _entries[tensor.Name];
                if (!entry.Shape.AsSpan().SequenceEqual(tensor.Tensor.shape) || entry.Type != tensor.Tensor.dtype)
                {
                    throw Refuse(
                        $"holds {tensor.Name} as {entry.Type} [{string.Join(", ", entry.Shape)}], not {tensor.Tensor.dtype} "
                            + $"[{string.Join(", ", tensor.Tensor.shape)}]"
                    );
                }

                tensor.Tensor.copy_(Read(entry));
            }
        }
    }

    /// <summary>One tensor, on the host.</summary>
    /// <exception cref="UserErrorException">There is none of that name.</exception>
    public Tensor Read(string name) =>
        _entries.TryGetValue(name, out Entry? entry) ? Read(entry) : throw Refuse($"has no tensor {name}");

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static string List(string[] names) =>
        names.Length == 0 ? "none" : string.Join(", ", names.Take(4)) + (names.Length > 4 ? " …" : "");

    private Tensor Read(Entry entry)
    {
        Tensor tensor = empty(entry.Shape, entry.Type);
        _file.Position = _dataStart + entry.Start;
        _file.ReadExactly(tensor.bytes);
        return tensor;
    }

    private (long DataStart, IReadOnlyDictionary<string, string> Metadata) ReadHeader()
    {
        byte[] length = new byte[8];
        if (_file.ReadAtLeast(length, 8, throwOnEndOfStream: false) < 8)
        {
            throw Refuse("is cut short");
        }

        long header = BinaryPrimitives.ReadInt64LittleEndian(length);
        if (header is < 2 or > LargestHeader || header > _file.Length - 8)
        {
            throw Refuse("is not a safetensors file, or is cut short");
        }

        byte[] json = new byte[header];
        _file.ReadExactly(json);
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            Dictionary<string, string> metadata = new(StringComparer.Ordinal);
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (property.Name == "__metadata__")
                {
                    metadata = property
                        .Value.EnumerateObject()
                        .ToDictionary(p => p.Name, p => p.Value.GetString() ?? "", StringComparer.Ordinal);
                    continue;
                }

                _entries.Add(
                    property.Name,
                    Entry.From(property.Value) ?? throw Refuse($"describes {property.Name} in a way that is not understood"));
            }

            // As the format's own library demands: one after the other, no byte in two tensors or in none.
            long end = 0;
            foreach ((string name, Entry entry) in _entries.OrderBy(e => e.Value.Start).ThenBy(e => e.Value.End))
            {
                end = entry.Start == end ? entry.End : throw Refuse($"is damaged: {name} does not begin where the tensor before it ends");
            }

            return end == _file.Length - 8 - header
                ? (8 + header, metadata)
                : throw Refuse($"is {_file.Length} bytes long where its header says {8 + header + end}: cut short or damaged");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or ArgumentException or KeyNotFoundException)
        {
            throw Refuse("is not a safetensors file", error);
        }
    }

    private UserErrorException Refuse(string what, Exception? inner = null) =>
        new($"{Path} {what}. Name a checkpoint that siamese-sweep wrote.", inner: inner);

    private sealed record Entry(ScalarType Type, long[] Shape, long Start, long End)
    {
        public static Entry? From(JsonElement element)
        {
            ScalarType? type = SafetensorsTypes.Type(element.GetProperty("dtype").GetString());
            long[]? shape = Numbers(element.GetProperty("shape")), offsets = Numbers(element.GetProperty("data_offsets"));
            if (type is null || shape is null || offsets is not [long start, long end])
            {
                return null;
            }

            Int128 bytes = type is ScalarType.Float32 ? 4 : 8;
            foreach (long side in shape)
            {
                bytes = Int128.Min(bytes * side, long.MaxValue); // which no file has, and which a further side cannot overflow
            }

            return (Int128)end - start == bytes ? new Entry(type.Value, shape, start, end) : null;
        }

        // Null where one is negative, not whole, or larger than any file.
        private static long[]? Numbers(JsonElement list)
        {
            List<long> numbers = [];
            foreach (JsonElement element in list.EnumerateArray())
            {
                if (!element.TryGetInt64(out long number) || number < 0)
                {
                    return null;
                }

                numbers.Add(number);
            }

            return [.. numbers];
        }
    }
}
