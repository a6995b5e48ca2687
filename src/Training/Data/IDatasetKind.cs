using SiameseSweep.Core;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Training.Data;

/// <summary>
/// One kind of data set: a file of its own, an entry in <see cref="DatasetCatalog"/> and a line in <see cref="Datasets"/>.
/// </summary>
public interface IDatasetKind
{
    /// <summary>The kind it opens.</summary>
    DatasetKind Kind { get; }

    /// <summary>Decodes every image once and checks the whole.</summary>
    /// <param name="spec">Of this kind.</param>
    /// <param name="dataDirectory">Where data sets lie (<c>--data</c>).</param>
    /// <exception cref="UserErrorException">Something is missing or wrong; the message says what and where.</exception>
    FaceDataset Open(DatasetSpec spec, string dataDirectory);

    /// <summary>Returns a sentence about what a run would have to fetch first; null when nothing is missing. Opens no image.</summary>
    /// <param name="dataDirectory">Where data sets lie (<c>--data</c>).</param>
    string? Missing(string dataDirectory) => null;

    /// <summary>Fetches from its publisher what is missing; does nothing for data sets without one.</summary>
    /// <param name="dataDirectory">Where data sets lie (<c>--data</c>).</param>
    /// <param name="progress">Sentences for the user.</param>
    /// <param name="cancellation">Gives up and leaves nothing behind.</param>
    /// <exception cref="UserErrorException">It cannot be had.</exception>
    Task FetchAsync(string dataDirectory, IProgress<string> progress, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Counts the images by their files' names; null where that takes opening them, or a folder is not there.</summary>
    /// <param name="spec">Of this kind, with absolute folders.</param>
    /// <exception cref="UserErrorException">A folder cannot be read.</exception>
    ImageCounts? Count(DatasetSpec spec) => null;
}
