using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using SiameseSweep.Core;
using SiameseSweep.Training.Models;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Checkpoints;

/// <summary>A file as it lies on disk.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Lower-case hex.</param>
public sealed record WrittenFile(string Path, long Bytes, string Sha256);

/// <summary>
/// Writes safetensors files (https://huggingface.co/docs/safetensors: 8 bytes little-endian header length, JSON header, data).
/// A file appears under its name only when it is whole: written beside it, flushed to the disk, renamed.
/// </summary>
public static class SafetensorsWriter
{
    private const int ChunkBytes = 1 << 20;

    /// <summary>Writes tensors, one after another, without a second copy of those that lie on the host.</summary>
    /// <param name="path">The final name; an existing file is replaced.</param>
    /// <param name="tensors">Single or double precision, or int64.</param>
    /// <param name="metadata">For <c>__metadata__</c>.</param>
    /// <exception cref="UserErrorException">The disk refused; what was at <paramref name="path"/> before is untouched.</exception>
    public static WrittenFile Write(string path, IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata) =>
        Write(path, tensors, metadata, null);

    /// <summary>As above; <paramref name="beforeRename"/> may throw to give the file up.</summary>
    internal static WrittenFile Write(
        string path,
        IReadOnlyList<NamedTensor> tensors,
        IReadOnlyDictionary<string, string> metadata,
        Action? beforeRename)
    {
        long bytes = 0;
        string sha256 = "";
        AtomicFile.Write(
            path,
            file =>
            {
                using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                Append(file, hash, Header(tensors, metadata));
                foreach (NamedTensor tensor in tensors)
                {
                    using var scope = NewDisposeScope();
                    Append(file, hash, tensor.Tensor.detach().cpu().contiguous().bytes);
                }

                bytes = file.Length;
                sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
            },
            beforeRename);
        return new WrittenFile(path, bytes, sha256);
    }

    private static void Append(FileStream file, IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        for (int at = 0; at < bytes.Length; at += ChunkBytes)
        {
            ReadOnlySpan<byte> chunk = bytes.Slice(at, Math.Min(ChunkBytes, bytes.Length - at));
            hash.AppendData(chunk);
            file.Write(chunk);
        }
    }

    private static byte[] Header(IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using MemoryStream stream = new();
        stream.Write(new byte[8]);
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            foreach ((string key, string value) in metadata)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
            long offset = 0;
            foreach (NamedTensor tensor in tensors)
            {
                long end = offset + (tensor.Tensor.numel() * tensor.Tensor.element_size());
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", SafetensorsTypes.Name(tensor.Tensor.dtype));
                json.WriteStartArray("shape");
                foreach (long size in tensor.Tensor.shape)
                {
                    json.WriteNumberValue(size);
                }

                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(end);
                json.WriteEndArray();
                json.WriteEndObject();
                offset = end;
            }

            json.WriteEndObject();
        }

        while (stream.Length % 8 != 0)
        {
            stream.WriteByte((byte)' '); // the format aligns the data by padding the header with spaces
        }

        byte[] header = stream.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(header, header.Length - 8);
        return header;
    }
}
