using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Head;

/// <summary>Draws the pair grid: pairs of test faces, each with its dissimilarity, as the seed shows them.</summary>
public interface IPairGridRenderer
{
    /// <summary>A PNG of <paramref name="pairs"/> test pairs of a run, or null when the run has no scores yet.</summary>
    /// <exception cref="UserErrorException">The data set's images are not on this machine.</exception>
    byte[]? RenderPng(RunId run, int pairs = 10, int? epoch = null);
}
