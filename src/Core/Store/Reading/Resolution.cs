using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Store.Reading;

/// <summary>From what a user types to the one thing meant: an exact id wins, else a prefix that only one id has.</summary>
internal static class Resolution
{
    private const int MostNamed = 5;

    public static SweepRow Sweep(SqlSession sql, string text)
    {
        if (SweepQueries.One(sql, text) is { } exact)
        {
            return exact;
        }

        return RunId.TryParse(text, out RunId run) && RunQueries.One(sql, text) is not null
            ? throw new UserErrorException($"'{text}' is a run where a sweep is asked for. Its sweep is {run.SweepId}.")
            : SweepQueries.One(sql, Only(sql, text, "stored_sweeps", "sweep_id", "sweep", "sweeps"))!;
    }

    public static RunRow Run(SqlSession sql, string text) =>
        RunQueries.One(sql, text) ?? RunQueries.One(sql, Only(sql, text, "stored_runs", "run_id", "run", "runs"))!;

    private static string Only(SqlSession sql, string prefix, string table, string column, string what, string command)
    {
        // A range instead of LIKE: it uses the index, and % or _ in the prefix mean themselves.
        List<string> ids = prefix.Length == 0 ? [] : sql.All(
            $"SELECT {column} FROM {table} WHERE {column} >= $1 AND {column} < $2 ORDER BY {column} LIMIT {MostNamed + 1}",
            r => r.GetString(0), prefix, prefix + char.ConvertFromUtf32(0x10FFFF));
        return ids switch
        {
            [string one] => one,
            [] => throw new UserErrorException($"No {what} has the id or prefix '{prefix}'; '{command}' lists them."),
            _ => throw new UserErrorException(
                $"'{prefix}' is the beginning of several {command}: "
                    + $"{string.Join(", ", ids.Take(MostNamed))}{(ids.Count > MostNamed ? " …" : string.Empty)}. Write more of it."
            ),
        };
    }
}
