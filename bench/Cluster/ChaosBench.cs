using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Bench.Cluster;

/// <summary>
/// A sweep of 30 runs on 32-pixel images, a head and three workers, and every ten seconds a kill -9 of one of the four; then the
/// score.
/// </summary>
internal sealed class ChaosBench(string home, int port)
{
    private const int Workers = 3;
    private static readonly TimeSpan KillEvery = TimeSpan.FromSeconds(10);

    private readonly Process?[] _processes = new Process?[Workers + 1]; // 0 is the head
    private readonly List<double> _headBack = [];
    private readonly List<double> _elsewhere = [];
    private int _headKills;
    private int _workerKills;

    public static BenchCommand Command { get; } = new(
        "chaos", "[SECONDS [PORT]]", "A kill -9 every 10 s of a head or one of its three workers; 300 s.",
        args => Run(BenchCommand.Number(args, 0, 300), BenchCommand.Number(args, 1, 8191)));

    public static async Task<int> Run(int seconds, int port)
    {
        string home = Directory.CreateTempSubdirectory("siamese-sweep-bench-").FullName;
        ChaosBench bench = new(home, port);
        await bench.Play(TimeSpan.FromSeconds(seconds)).ConfigureAwait(false);
        Directory.Delete(home, recursive: true);
        return 0;
    }

    private async Task Play(TimeSpan length)
    {
        StartHead();
        await TheProgram.UntilServing(port, "api/sweeps", Stopwatch.GetTimestamp()).ConfigureAwait(false);
        for (int i = 1; i <= Workers; i++)
        {
            StartWorker(i);
        }

        string file = Path.Combine(home, "chaos.yaml");
        await File.WriteAllTextAsync(file, Yaml).ConfigureAwait(false);
        using (Process submit = TheProgram.Start("submit", file, "--home", home))
        {
            await submit.WaitForExitAsync().ConfigureAwait(false);
        }

        long start = Stopwatch.GetTimestamp();
        using PeriodicTimer timer = new(KillEvery);
        while (Stopwatch.GetElapsedTime(start) < length && !Ended)
        {
            await timer.WaitForNextTickAsync().ConfigureAwait(false);
            await KillOne(RandomNumberGenerator.GetInt32(Workers + 1)).ConfigureAwait(false);
        }

        using PeriodicTimer look = new(TimeSpan.FromMilliseconds(200));
        while (!Ended)
        {
            await look.WaitForNextTickAsync().ConfigureAwait(false);
        }

        Print(Stopwatch.GetElapsedTime(start));
        foreach (Process? process in _processes)
        {
            process?.Kill();
        }
    }

    private bool Ended => Number("SELECT count(*) FROM sweeps WHERE state = 'running'") == 0 && Number("SELECT count(*) FROM sweeps") == 1;

    private async Task KillOne(int which)
    {
        Process victim = _processes[which]!;
        int id = victim.Id;
        victim.Kill();
        await victim.WaitForExitAsync().ConfigureAwait(false);
        victim.Dispose();
        long killed = Stopwatch.GetTimestamp();
        if (which == 0)
        {
            _headKills++;
            StartHead();
            _headBack.Add((await TheProgram.UntilServing(port, "api/sweeps", killed).ConfigureAwait(false)).TotalSeconds);
            return;
        }

        _workerKills++;
        string lost = string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT count(*) FROM runs WHERE state = 'running' AND silo LIKE 'worker-{id}-%'");
        bool trained = Number(lost) > 0;
        StartWorker(which);
        using PeriodicTimer look = new(TimeSpan.FromMilliseconds(50));
        while (trained && Number(lost) > 0)
        {
            await look.WaitForNextTickAsync().ConfigureAwait(false);
        }

        if (trained)
        {
            _elsewhere.Add(Stopwatch.GetElapsedTime(killed).TotalSeconds);
        }
    }

    private void Print(TimeSpan took)
    {
        using RecordReader record = RecordReader.Open(new HomeDirectory(home));
        IReadOnlyList<RunRow> runs = record.Runs(new RunQuery());
        int finished = runs.Count(r => r.State == RunState.Finished);
        long steps = runs.Sum(r => (long)r.Step);
        long rows = Number("SELECT count(*) FROM loss_history");
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                chaos: a kill -9 every {KillEvery.TotalSeconds:F0} s, {took.TotalSeconds:F0} s until the sweep's end
                killed                          head {_headKills}, workers {_workerKills}
                runs finished                   {finished} of {runs.Count}, each once: {Number(
                    "SELECT count(*) FROM (SELECT run_id FROM events WHERE kind = 'run_finished' GROUP BY run_id HAVING count(*) = 1)"
                )}
                attempts                        {runs.Sum(r => r.Attempt)}
                losses on record                {rows} of {steps} steps; missing {steps - rows}, gaps {Number(
                    "SELECT count(*) FROM events WHERE kind = 'loss_gap'"
                )}
                steps repeated with other bits  {Number("SELECT count(*) FROM events WHERE kind = 'loss_mismatch'")}
                head serving after its kill     {Of(_headBack)}
                run taken from a killed worker  {Of(_elsewhere)}
                PRAGMA integrity_check          {Text("PRAGMA integrity_check")}
                """
            ));
        foreach (RunRow run in runs.Where(r => r.State != RunState.Finished))
        {
            Console.WriteLine($"{run.RunId} {run.State.Name()} at step {run.Step}: {run.Reason}");
        }
    }

    private static string Of(List<double> seconds) =>
        seconds.Count == 0
            ? "never needed"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{seconds.Order().ElementAt(seconds.Count / 2):F1} s median, {seconds.Max():F1} s at most");

    private void StartHead() =>
        _processes[0] = TheProgram.Start("serve", "--home", home, "--port", port.ToString(CultureInfo.InvariantCulture));

    private void StartWorker(int which) =>
        _processes[which] = TheProgram.Start("worker", "--home", home, "--devices", "cpu", "--threads", "1");

    private long Number(string sql) => long.Parse(Text(sql), CultureInfo.InvariantCulture);

    private string Text(string sql)
    {
        using SqliteConnection connection = new(
            $"Data Source={Path.Combine(home, "runs.db")};Mode=ReadOnly;Pooling=False;Default Timeout=10");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture)!;
    }

    private const string Yaml = """
        name: chaos
        method: grid
        metric: {name: validation.eer, goal: minimize}
        parameters:
          margin: {values: [0.5, 1.0, 1.5, 2.0, 2.5]}
          learning_rate: {values: [1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3]}
          batch_size: {value: 16}
          image_size: {value: 32}
        siamese:
          dataset: {kind: synthetic, people: 20, images: 8, seed: 1}
          epochs: 60
        """;
}
