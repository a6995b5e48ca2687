using SiameseSweep.Core;
using SiameseSweep.Core.Models;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Models;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Checkpoints;

/// <summary>
/// A few networks kept in memory for the next comparison: a checkpoint takes 160 MB to read. Known by path, size and time of
/// change, so a file that was written again is read again. One caller at a time: a network is never used while it is put away.
/// </summary>
internal sealed class LoadedCheckpoints : IDisposable
{
    /// <summary>Most networks at once.</summary>
    public const int Capacity = 2;

    private readonly Lock _gate = new();
    private readonly LinkedList<Loaded> _loaded = new(); // the one used last comes first

    /// <summary>Networks in memory.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _loaded.Count;
            }
        }
    }

    /// <summary>Uses a checkpoint's network, read when it is not here.</summary>
    /// <exception cref="UserErrorException">The file is no whole checkpoint.</exception>
    public T Use<T>(string file, Func<EmbeddingNetwork, CheckpointMetadata, T> use)
    {
        lock (_gate)
        {
            FileInfo info = new(file);
            (string, long, DateTime) key = info.Exists ? (info.FullName, info.Length, info.LastWriteTimeUtc) : (file, 0, default);
            Loaded? found = _loaded.FirstOrDefault(l => l.Key == key);
            if (found is not null)
            {
                _loaded.Remove(found);
            }
            else
            {
                found = Read(file, key);
            }

            _loaded.AddFirst(found);
            while (_loaded.Count > Capacity)
            {
                _loaded.Last!.Value.Network.Dispose();
                _loaded.RemoveLast();
            }

            return use(found.Network, found.Metadata);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (Loaded loaded in _loaded)
            {
                loaded.Network.Dispose();
            }

            _loaded.Clear();
        }
    }

    private static Loaded Read(string file, (string, long, DateTime) key)
    {
        using SafetensorsReader reader = new(file);
        CheckpointMetadata metadata = CheckpointMetadata.From(reader);
        if (double.IsNaN(metadata.Threshold))
        {
            string when = metadata.Configuration.Whiten == Whitening.None
                ? "before a threshold was calibrated" : "that training goes on from, which are not whitened and have no threshold";
            throw new UserErrorException(
                $"{file} holds the weights of {metadata.Run} {when} (epoch {metadata.Epoch}), so nothing can be judged by it. "
                    + $"Take a checkpoint of a later epoch, such as the run's best."
            );
        }

        RunConfiguration configuration = metadata.Configuration;
        if (new FileInfo(file).Length < ModelCatalog.Of(configuration.Model).LeastBytes(configuration.Shape))
        {
            // Before memory is taken for it: a small file can claim to be of any network.
            throw new UserErrorException(
                $"{file} is damaged: it is too small for image_size {configuration.ImageSize} and embedding_size "
                    + $"{configuration.EmbeddingSize}, which its metadata says. Take another checkpoint."
            );
        }

        EmbeddingNetwork network = ModelRegistry.Create(new ModelRequest(configuration, Key: 0, CPU));
        try
        {
            reader.CopyInto(network.State);
            using var scope = NewDisposeScope();
            if (network.State.Any(t => t.Tensor.is_floating_point() && !isfinite(t.Tensor).all().item<bool>()))
            {
                throw new UserErrorException(
                    $"{file} is damaged or of a run that broke: not all of its weights are finite numbers. Take another checkpoint.");
            }

            return new Loaded(key, network, metadata);
        }
        catch (Exception error)
        {
            network.Dispose();
            if (error is IOException)
            {
                throw new UserErrorException(
                    $"{file} cannot be read: {error.Message.TrimEnd('.')}. Name a checkpoint file (*.safetensors).",
                    inner: error);
            }

            throw;
        }
    }

    private sealed record Loaded((string, long, DateTime) Key, EmbeddingNetwork Network, CheckpointMetadata Metadata);
}
