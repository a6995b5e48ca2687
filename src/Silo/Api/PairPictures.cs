using Microsoft.Extensions.Caching.Memory;
using SiameseSweep.Core.Head;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Silo.Api;

/// <summary>Pair grids as PNGs: each is drawn once, in the readers' turn, until its run changes.</summary>
internal sealed class PairPictures(IPairGridRenderer renderer, CostlyReads reads) : IDisposable
{
    private const long MostBytes = 64 * 1024 * 1024;

    private readonly MemoryCache _drawn = new(new MemoryCacheOptions { SizeLimit = MostBytes });

    /// <summary>A picture of a run's test pairs, or null when the run has no such scores yet.</summary>
    /// <param name="run">The run as it is now.</param>
    /// <param name="pairs">How many pairs.</param>
    /// <param name="epoch">Of which epoch; null: the run's choice.</param>
    /// <param name="left">Cancelled when the client has left.</param>
    public async Task<byte[]?> Png(RunRow run, int pairs, int? epoch, CancellationToken left)
    {
        object key = (run.RunId, run.Attempt, run.State, run.Epoch, pairs, epoch);
        return Drawn() ?? await reads.Read(() => Drawn() ?? Draw(), left);

        byte[]? Drawn() => _drawn.Get<byte[]>(key);

        byte[]? Draw()
        {
            byte[]? png = renderer.RenderPng(run.RunId, pairs, epoch);
            return png is null ? null : _drawn.Set(key, png, new MemoryCacheEntryOptions { Size = png.Length });
        }
    }

    public void Dispose() => _drawn.Dispose();
}
