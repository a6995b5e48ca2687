using SiameseSweep.Core;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Training.Data;

/// <summary>One kind of data set: a file of its own and a line in <see cref="Datasets"/>.</summary>
public interface IDatasetKind
{
    /// <summary>The kind it opens.</summary>
    DatasetKind Kind { get; }

    /// <summary>Decodes every image once and checks the whole.</summary>
    /// <param name="spec">Of this kind.</param>
    /// <param name="dataDirectory">Where data sets lie (<c>--data</c>).</param>
    /// <exception cref="UserErrorException">Something is missing or wrong; the message says what and where.</exception>
    FaceDataset Open(DatasetSpec spec, string dataDirectory);
}
