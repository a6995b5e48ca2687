using System.Diagnostics;
using System.Globalization;
using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Faults;

/// <summary>A head and workers, each its own process, in a DATADIR of their own; and what the record says of them.</summary>
internal sealed class FaultCluster(string fault, Machines? machines = null) : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    private readonly TemporaryDirectory _folder = new();
    private readonly List<SiloProgram> _programs = [];
    private readonly Dictionary<int, SiloProgram> _workersByMachine = [];
    private readonly string _port = FreePort.Next();
    private string? _home;

    public string Home => _home ?? _folder.File("home");

    public string SweepId => RecordFile.Text(Home, "select sweep_id from sweeps");

    public string HeadUrl => $"http://127.0.0.1:{_port}/";

    public SiloProgram Head { get; private set; } = null!;

    /// <summary>The head's DATADIR lies elsewhere.</summary>
    public void UseHome(string home) => _home = home;

    /// <summary>Starts a head on machine 0 and waits until it serves. Returns how long that took.</summary>
    public async Task<TimeSpan> StartHeadOnMachine0(string redis)
    {
        long started = Stopwatch.GetTimestamp();
        Head = StartOn(0, ["serve", "--home", Home, "--port", _port, "--cluster", redis]);
        await Head.Says("Serving");
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>DATADIR of a worker's machine.</summary>
    public string HomeOf(int machine) => _folder.File($"machine{machine}");

    /// <summary>Starts a worker with a DATADIR of its own.</summary>
    public SiloProgram StartWorkerOn(int machine, string redis, params string[] more) => _workersByMachine[machine] =
        StartOn(machine, ["worker", "--home", HomeOf(machine), "--devices", "cpu", "--threads", "1", "--cluster", redis, .. more]);

    /// <summary>The machine whose worker trains a run.</summary>
    public int MachineOf(string run)
    {
        SiloProgram trainer = TrainerOf(run);
        return _workersByMachine.Single(w => w.Value == trainer).Key;
    }

    /// <summary>Whether a machine's worker is gone.</summary>
    public bool HasEndedOn(int machine) => _workersByMachine[machine].Process.HasExited;

    /// <summary>Submits from the head's machine.</summary>
    public async Task SubmitOnMachine0(string yaml)
    {
        using SiloProgram submit = SiloProgram.Start(machines!.On(0), [], "submit", TinySweep.Write(_folder.Path, yaml), "--home", Home);
        Outcome submitted = await submit.End();
        Assert.True(submitted.ExitCode == 0, submitted.Error);
    }

    /// <summary>Starts a head and waits until it answers. Returns how long that took.</summary>
    public async Task<TimeSpan> StartHead(params string[] more)
    {
        long started = Stopwatch.GetTimestamp();
        Head = Start(["serve", "--home", Home, "--port", _port, .. more]);
        using HttpClient http = new();
        await Until(
            $"the head answers at port {_port}",
            async () =>
            {
                try
                {
                    return (await http.GetAsync(new Uri($"http://127.0.0.1:{_port}/api/sweeps"), TestContext.Current.CancellationToken)
                    ).IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return Head.Process.HasExited
                        ? throw new InvalidOperationException($"The head ended: {(await Head.End()).Error}")
                        : false;
                }
            });
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>A worker of one thread, unless <paramref name="more"/> says otherwise.</summary>
    public SiloProgram StartWorker(params string[] more) =>
        Start([
            "worker",
            "--home",
            Home,
            "--devices",
            "cpu",
            .. more.Contains("--threads") ? Array.Empty<string>() : ["--threads", "1"],
            .. more,
        ]);

    /// <summary>
    /// A head, two workers of two slots each, so that one can take over what the other had, and the sweep to disturb. Returns its
    /// first run.
    /// </summary>
    /// <param name="condition">What the record must say before anything is done to them.</param>
    public async Task<string> StartTwoWorkers(string condition)
    {
        await StartHead();
        SiloProgram first = StartWorker("--slots", "2");
        SiloProgram second = StartWorker("--slots", "2");
        await first.Says("Working for");
        await second.Says("Working for");
        await Submit(UndisturbedSweep.Yaml);
        await UntilRecord(condition);
        return $"{SweepId}.0.0.0";
    }

    public async Task Submit(string yaml)
    {
        Outcome submitted = await SiloProgram.Run("submit", TinySweep.Write(_folder.Path, yaml), "--home", Home);
        Assert.True(submitted.ExitCode == 0, submitted.Error);
    }

    /// <summary>Waits until a condition, SQL with one number, is not zero. Returns how long that took.</summary>
    public Task<TimeSpan> UntilRecord(string condition) =>
        Until($"({condition}) of the record", () => Task.FromResult(RecordFile.Count(Home, $"select ({condition})") != 0));

    public Task<TimeSpan> UntilEnd() => UntilRecord("select state <> 'running' from sweeps");

    /// <summary>The process id in a silo's name, to kill the one that trains a run.</summary>
    public SiloProgram TrainerOf(string run)
    {
        string silo = RecordFile.Text(Home, $"select silo from runs where run_id = '{run}'");
        int id = int.Parse(silo.Split('-')[1], CultureInfo.InvariantCulture);
        return _programs.Single(p => p.Process.Id == id);
    }

    /// <summary>One more line of the figures for docs/faults.md.</summary>
    public void Note(string what, TimeSpan time)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"{fault}\t{what}\t{time.TotalSeconds:F1} s");
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        File.AppendAllText(Path.Combine(Repository.Root, "artifacts", "faults.tsv"), line + "\n");
    }

    public void Dispose()
    {
        _programs.ForEach(p => p.Dispose());
        KeepLogs();
        _folder.Dispose();
    }

    // Whether the test fails is not known yet, so the logs of its last try are kept always.
    private void KeepLogs()
    {
        DirectoryInfo kept = new(Path.Combine(Repository.Root, "artifacts", "faults", fault));
        if (kept.Exists)
        {
            kept.Delete(recursive: true);
        }

        foreach (string home in Directory
                .GetDirectories(_folder.Path)
                .Append(Home)
                .Distinct()
                .Where(h => Directory.Exists(Path.Combine(h, "logs"))))
        {
            foreach (string log in Directory.GetFiles(Path.Combine(home, "logs")))
            {
                File.Copy(log, Path.Combine(kept.CreateSubdirectory(Path.GetFileName(home)).FullName, Path.GetFileName(log)));
            }
        }
    }

    private SiloProgram Start(params string[] arguments) => Keep(SiloProgram.Start(arguments));

    private SiloProgram StartOn(int machine, params string[] arguments) => Keep(SiloProgram.Start(machines!.On(machine), [], arguments));

    private SiloProgram Keep(SiloProgram program)
    {
        _programs.Add(program);
        return program;
    }

    /// <summary>Waits until something holds. Returns how long that took.</summary>
    public static async Task<TimeSpan> Until(string what, Func<Task<bool>> holds)
    {
        long started = Stopwatch.GetTimestamp();
        using PeriodicTimer timer = new(LookEvery);
        while (!await holds())
        {
            if (Stopwatch.GetElapsedTime(started) > SiloProgram.Patience)
            {
                throw new TimeoutException($"Waited {SiloProgram.Patience} in vain until {what}.");
            }

            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        return Stopwatch.GetElapsedTime(started);
    }
}
