using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Dashboard.Model;

/// <summary>Number of runs of a sweep in each state.</summary>
public sealed record RunCounts(IReadOnlyDictionary<RunState, int> ByState)
{
    /// <summary>All runs proposed so far.</summary>
    public int All => ByState.Values.Sum();

    /// <summary>Runs that have reached their end.</summary>
    public int Ended => Of(RunState.Finished) + Of(RunState.Pruned) + Of(RunState.Failed) + Of(RunState.Stopped);

    /// <summary>Runs in a state.</summary>
    public int Of(RunState state) => ByState.GetValueOrDefault(state);

    /// <summary>In words, leaving out what is nought: <c>3 running, 5 finished</c>.</summary>
    public string Sentence =>
        All == 0
            ? "no runs yet"
            : string.Join(", ", ByState.Where(s => s.Value > 0).Select(s => $"{Format.Count(s.Value)} {s.Key.Name()}"));

    /// <summary>The same, and of how many in all where more are to come.</summary>
    public string Progress(int? planned) => planned > All ? $"{Sentence} of {Format.Count(planned.Value)} planned" : Sentence;

    /// <summary>Counts without reading the rows.</summary>
    public static RunCounts Of(IRecordReader reader, string sweepId) => new(
        Enum.GetValues<RunState>().ToDictionary(s => s, s => reader.CountRuns(new RunQuery(sweepId, s))));

    /// <summary>Counts rows at hand.</summary>
    public static RunCounts Of(IReadOnlyList<RunRow> runs) => new(
        Enum.GetValues<RunState>().ToDictionary(s => s, s => runs.Count(r => r.State == s)));
}
