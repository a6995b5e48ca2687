using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.SweepFiles.Plans;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Dashboard.Model;

/// <summary>A sweep's page, without its curves (they change much more often).</summary>
/// <param name="Row">The sweep.</param>
/// <param name="Counts">Its runs by state.</param>
/// <param name="Ranking">Its trials in order, and the baselines.</param>
/// <param name="Runs">The table of its runs.</param>
/// <param name="Events">The newest, <see cref="ShownEvents"/> of them.</param>
/// <param name="Parameters">Of each trial.</param>
/// <param name="Varying">Names of the parameters that differ between trials.</param>
/// <param name="BestFile">Weights of the ranking's chosen run; null while there are none, or where none are kept.</param>
/// <param name="Forecast">How far it is and how long it will take.</param>
public sealed record SweepModel(
    SweepRow Row, RunCounts Counts, Ranking Ranking, RunsTable Runs, IReadOnlyList<EventRow> Events,
    IReadOnlyDictionary<int, IReadOnlyDictionary<string, string>> Parameters, IReadOnlyList<string> Varying, CheckpointRow? BestFile,
    SweepForecast Forecast)
{
    /// <summary>Its runs that collapsed or are at chance; null when there are none.</summary>
    public AlarmCount? Alarms { get; } = AlarmCount.Of(Ranking);

    /// <summary>Newest events shown.</summary>
    public const int ShownEvents = 200;

    /// <summary>Reads it; null when there is no such sweep.</summary>
    public static SweepModel? Read(IRecordReader reader, string sweepId, Func<string, Ranking> rankingOf, DateTimeOffset now)
    {
        if (reader.Sweep(sweepId) is not SweepRow row)
        {
            return null;
        }

        IReadOnlyList<RunRow> runs = reader.Runs(new RunQuery(sweepId));
        IReadOnlyList<TrialRow> trials = reader.Trials(sweepId);
        Dictionary<int, IReadOnlyDictionary<string, string>> parameters = trials.ToDictionary(
            t => t.Trial,
            t => ParameterText.Read(t.Parameters));
        IReadOnlyList<string> varying = TrialParameters.Varying(trials.Where(t => t.Refit is null).Select(t => parameters[t.Trial]));
        Ranking ranking = rankingOf(sweepId);
        return new SweepModel(
            row, RunCounts.Of(runs), ranking, RunsTable.Build(
                reader, row, runs, parameters, varying, ranking, trials.Where(t => t.Refit is not null).Select(t => t.Trial).ToHashSet()),
            reader.NewestEvents(sweepId, null, ShownEvents), parameters, varying,
            ranking.ChosenRun is { } best ? reader.Checkpoints(best).FirstOrDefault(c => c.Kind == CheckpointKind.Best) : null,
            SweepForecast.Of(reader, row, now))
        {
            Configurations = trials.ToDictionary(t => t.Trial, t => TrialParameters.TryFromJson(t.Parameters)),
        };
    }

    /// <summary>Of each trial; null where this build cannot read its parameters.</summary>
    public IReadOnlyDictionary<int, RunConfiguration?> Configurations { get; init; } = new Dictionary<int, RunConfiguration?>();

    /// <summary>A trial in a few words.</summary>
    public string Describe(int trial) =>
        Parameters.TryGetValue(trial, out IReadOnlyDictionary<string, string>? p) ? ParameterText.Describe(p, Varying) : $"trial {trial}";
}
