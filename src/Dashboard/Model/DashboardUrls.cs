using SiameseSweep.Core.Runs;

namespace SiameseSweep.Dashboard.Model;

/// <summary>Every address the dashboard links to.</summary>
public static class DashboardUrls
{
    /// <summary>The list of sweeps.</summary>
    public const string Sweeps = "/";

    /// <summary>The editor that starts a sweep.</summary>
    public const string Submit = "/submit";

    /// <summary>The cluster.</summary>
    public const string Cluster = "/cluster";

    /// <summary>Verification without a chosen checkpoint.</summary>
    public const string VerifyHome = "/verify";

    /// <summary>Comparison without chosen runs.</summary>
    public const string CompareHome = "/compare";

    /// <summary>The most runs an address compares.</summary>
    public const int MostCompared = 20;

    /// <summary>One sweep.</summary>
    public static string Sweep(string sweepId) => $"/sweeps/{Uri.EscapeDataString(sweepId)}";

    /// <summary>One run.</summary>
    public static string Run(RunId run) => $"/runs/{Uri.EscapeDataString(run.ToString())}";

    /// <summary>Runs side by side.</summary>
    public static string Compare(IEnumerable<RunId> runs) => $"{CompareHome}?runs={Uri.EscapeDataString(string.Join(',', runs))}";

    /// <summary>Verification with a run's best checkpoint.</summary>
    public static string Verify(RunId run) => $"{VerifyHome}?run={Uri.EscapeDataString(run.ToString())}";

    /// <summary>The picture of a run's test pairs; the version makes the browser fetch it again when the scores change.</summary>
    public static string PairGrid(RunId run, int epoch) =>
        $"/api/runs/{Uri.EscapeDataString(run.ToString())}/pairs.png?v={Invariant(epoch)}";

    /// <summary>An image of a sweep's data set.</summary>
    public static string Face(string sweepId, string path) =>
        $"/api/sweeps/{Uri.EscapeDataString(sweepId)}/face.png?path={Uri.EscapeDataString(path)}";

    /// <summary>The best weights file of a run.</summary>
    public static string BestCheckpoint(RunId run) => $"/api/runs/{Uri.EscapeDataString(run.ToString())}/checkpoints/best";

    /// <summary>The same as an ONNX file.</summary>
    public static string BestCheckpointAsOnnx(RunId run) => $"{BestCheckpoint(run)}?format=onnx";

    /// <summary>All runs of a sweep as a file for other tools.</summary>
    public static string Export(string sweepId) => $"/api/sweeps/{Uri.EscapeDataString(sweepId)}/export?format=csv";

    /// <summary>Returns the number of runs in a comparison's address beyond the maximum.</summary>
    public static int CountTooMany(string? list) => Math.Max(0, ParseAll(list, null).Runs.Count - MostCompared);

    /// <summary>
    /// Reads the runs of a comparison's address: ids that read as none are returned as they are, to be named on the page.
    /// </summary>
    /// <param name="list">Ids, separated by commas.</param>
    /// <param name="sweepId">When given, ids may leave it out: <c>3.0.0</c>.</param>
    public static (IReadOnlyList<RunId> Runs, IReadOnlyList<string> Unreadable) ParseRuns(string? list, string? sweepId = null)
    {
        (List<RunId> runs, List<string> unreadable) = ParseAll(list, sweepId);
        return (runs.Take(MostCompared).ToList(), unreadable);
    }

    private static (List<RunId> Runs, List<string> Unreadable) ParseAll(string? list, string? sweepId)
    {
        List<RunId> runs = [];
        List<string> unreadable = [];
        foreach (string part in (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!RunId.TryParse(sweepId is null ? part : $"{sweepId}.{part}", out RunId run))
            {
                unreadable.Add(part);
            }
            else if (!runs.Contains(run))
            {
                runs.Add(run);
            }
        }

        return (runs, unreadable);
    }

    private static string Invariant(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
