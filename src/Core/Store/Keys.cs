using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Store;

/// <summary>The integer keys behind the ids of sweeps and runs.</summary>
internal static class Keys
{
    /// <summary>Sub-select of the key of the sweep whose id is parameter $1.</summary>
    public const string OfSweep = "(SELECT sweep_key FROM stored_sweeps WHERE sweep_id = $1)";

    /// <summary>Sub-select of the key of the run whose id is parameter $1.</summary>
    public const string OfRun = "(SELECT run_key FROM stored_runs WHERE run_id = $1)";

    /// <summary>Returns the key of a sweep; null if there is no such sweep.</summary>
    public static long? Sweep(SqlSession sql, string sweepId) => sql.Scalar($"SELECT {OfSweep}", sweepId) as long?;

    /// <summary>Returns the key of a run; null if there is no such run.</summary>
    public static long? Run(SqlSession sql, RunId run) => sql.Scalar($"SELECT {OfRun}", run.ToString()) as long?;
}
