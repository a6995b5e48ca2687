using SiameseSweep.Core.Runs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Core.Tests.Store;

/// <summary>The views that users query with their own sqlite3 while the record is open.</summary>
public sealed class RecordViewTests
{
    /// <summary>CONTRACT §3, to the letter.</summary>
    public static TheoryData<string, string> Tables =>
        new()
        {
            { "sweeps", "sweep_id, name, method, metric, goal, spec_yaml, state, created_at, finished_at" },
            { "trials", "sweep_id, trial, parameters, refit" },
            {
                "runs",
                "run_id, sweep_id, trial, replicate, fold, state, attempt, device, silo, threads, seed, epoch, step, created_at, "
                    + "started_at, finished_at, reason"
            },
            { "loss_history", "run_id, step, loss" },
            { "evaluations", "run_id, epoch, metric, value" },
            { "test_dissimilarities", "run_id, epoch, image_a, image_b, different, dissimilarity" },
            { "embeddings", "run_id, epoch, image, vector" },
            { "baselines", "sweep_id, trial, replicate, fold, method, metric, value" },
            { "checkpoints", "run_id, epoch, kind, path, bytes, sha256" },
            { "events", "id, at, sweep_id, run_id, kind, detail" },
        };

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task The_sqlite3_command_line_reads_every_table_with_the_contracts_columns(string table, string columns)
    {
        await using RecordHome home = new();
        await new SampleRecord(home.Store.Writer, new SampleSize { Sweeps = 1, Trials = 2, Epochs = 2 }).Write();

        Assert.Equal(
            columns,
            home.Sqlite3($"SELECT group_concat(name, ', ') FROM (SELECT name FROM pragma_table_info('{table}') ORDER BY cid)"));
        Assert.NotEqual("0", home.Sqlite3($"SELECT count(*) FROM {table}"));
        Assert.NotEmpty(home.Sqlite3($"SELECT * FROM {table} LIMIT 3"));
    }

    [Fact]
    public async Task Rows_look_as_the_contract_says()
    {
        await using RecordHome home = new();
        await new SampleRecord(home.Store.Writer, new SampleSize { Sweeps = 1, Trials = 1, Replicates = 1, Epochs = 2 }).Write();

        Assert.Equal("2026-03-01T12:00:00.000Z", home.Sqlite3("SELECT created_at FROM sweeps"));
        Assert.Equal("2026-03-01 12:00:00", home.Sqlite3("SELECT datetime(finished_at) FROM runs"));
        Assert.Equal("finished|sample-0000.0.0.0", home.Sqlite3("SELECT state, run_id FROM runs"));
        Assert.Equal("1|20|20", home.Sqlite3("SELECT min(step), max(step), count(*) FROM loss_history WHERE run_id = 'sample-0000.0.0.0'"));
        Assert.Equal("1|66|48\n2|66|48", home.Sqlite3("SELECT epoch, count(*), sum(different) FROM test_dissimilarities GROUP BY epoch"));
        Assert.Equal(
            "testing/s1/1.pgm|testing/s1/2.pgm|0|real",
            home.Sqlite3("SELECT image_a, image_b, different, typeof(dissimilarity) FROM test_dissimilarities WHERE epoch = 1 LIMIT 1"));
        Assert.Equal("12|5", home.Sqlite3("SELECT count(*), max(json_array_length(vector)) FROM embeddings"));
        Assert.Equal("pixels\nuntrained", home.Sqlite3("SELECT DISTINCT method FROM baselines ORDER BY method"));
        Assert.Equal("best|2", home.Sqlite3("SELECT kind, epoch FROM checkpoints"));
        Assert.Equal("2", home.Sqlite3("SELECT json_extract(parameters, '$.epochs') FROM trials"));
    }

    [Fact]
    public async Task Every_state_is_written_in_lower_case()
    {
        await using RecordHome home = new();
        await new SampleRecord(home.Store.Writer, new SampleSize()).Write();

        Assert.Equal(
            "failed,finished,paused,pruned,queued,running,stopped",
            home.Sqlite3("SELECT group_concat(state) FROM (SELECT DISTINCT state FROM runs ORDER BY state)"));
        Assert.All(Enum.GetValues<RunState>(), s => Assert.Equal(s, States.ParseRunState(s.Name())));
    }

    [Fact]
    public async Task Queries_by_run_use_indices_and_parse_scores_once()
    {
        await using RecordHome home = new();

        Assert.Contains(
            "SEARCH l USING PRIMARY KEY (run_key=?)",
            home.Sqlite3("EXPLAIN QUERY PLAN SELECT * FROM loss_history WHERE run_id = 'x'"),
            StringComparison.Ordinal);
        Assert.Contains(
            "SEARCH e USING PRIMARY KEY (run_key=?",
            home.Sqlite3("EXPLAIN QUERY PLAN SELECT * FROM evaluations WHERE run_id = 'x' AND metric = 'test.auc'"),
            StringComparison.Ordinal);
        string plan = home.Sqlite3("EXPLAIN QUERY PLAN SELECT * FROM test_dissimilarities WHERE run_id = 'x' AND epoch = 1");
        Assert.Contains("SEARCH p USING PRIMARY KEY (book_key=? AND ordinal=?)", plan, StringComparison.Ordinal);
    }
}
