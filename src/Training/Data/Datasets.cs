using System.Collections.Concurrent;
using SiameseSweep.Core;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Training.Data;

/// <summary>Opens data sets, each once in a process: all runs share the decoded images.</summary>
public static class Datasets
{
    /// <summary>Every kind there is.</summary>
    public static IReadOnlyList<IDatasetKind> Kinds { get; } = [new SyntheticFaces(), new OrlData(), new FolderData()];

    private static readonly ConcurrentDictionary<(DatasetSpec Spec, string Directory), Lazy<FaceDataset>> Opened = new();

    /// <summary>Returns the kind of a data set.</summary>
    public static IDatasetKind KindOf(DatasetSpec spec) => Kinds.Single(k => k.Kind == spec.Kind);

    /// <summary>
    /// The data set of a spec. Safe to call from any thread; files that change after the first successful call are not read again.
    /// </summary>
    /// <param name="spec">Which one.</param>
    /// <param name="dataDirectory">Where data sets lie (<c>--data</c>).</param>
    /// <exception cref="UserErrorException">Something is missing or wrong. It is looked at again at the next call.</exception>
    public static FaceDataset Open(DatasetSpec spec, string dataDirectory)
    {
        ArgumentNullException.ThrowIfNull(spec);
        (DatasetSpec, string) key = (spec, Path.GetFullPath(dataDirectory));
        IDatasetKind kind = KindOf(spec);
        Lazy<FaceDataset> dataset = Opened.GetOrAdd(
            key,
            static (key, kind) => new Lazy<FaceDataset>(() => kind.Open(key.Spec, key.Directory)),
            kind);
        try
        {
            return dataset.Value;
        }
        catch (Exception)
        {
            // A Lazy remembers its failure, but the user may mend the files while the process lives.
            Opened.TryRemove(new KeyValuePair<(DatasetSpec, string), Lazy<FaceDataset>>(key, dataset));
            throw;
        }
    }
}
