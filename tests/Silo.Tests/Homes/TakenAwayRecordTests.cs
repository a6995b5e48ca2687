using System.Net;
using System.Text.Json;
using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Homes;

/// <summary>
/// runs.db is deleted under a living head: said within ten seconds with what to do, and nothing that was recorded is lost.
/// </summary>
public sealed class TakenAwayRecordTests(FinishedHome finished) : IDisposable
{
    // Of one epoch each, after those that an attempt begins with.
    private const int SomeReports = 15;

    private readonly TemporaryDirectory _folder = new();

    private string Home => _folder.File("home");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_head_without_its_record_says_so_and_the_next_one_takes_up_what_was_saved()
    {
        await finished.CopyTo(Home);
        string port = FreePort.Next(), record = Path.Combine(Home, "runs.db");
        using SiloProgram head = SiloProgram.Start("serve", "--home", Home, "--port", port);
        await head.Says("Serving");
        using HttpClient http = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
        using HttpResponseMessage submitted = await http.PostAsync("api/sweeps", new StringContent(TinySweep.Yaml()));
        Assert.Equal(HttpStatusCode.Created, submitted.StatusCode);
        File.Delete(record);

        using HttpResponseMessage refused = await http.PostAsync("api/sweeps", new StringContent(TinySweep.Yaml()));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        string detail = (await JsonDocument.ParseAsync(await refused.Content.ReadAsStreamAsync()))
            .RootElement.GetProperty("detail")
            .GetString()!;
        string rescued = Assert.Single(Directory.GetFiles(Home, "runs.rescued-*.db"));
        Assert.Contains(rescued, detail, StringComparison.Ordinal);
        await head.Signal("TERM");
        Assert.Equal(0, (await head.End()).ExitCode);

        Outcome without = await SiloProgram.Run("serve", "--home", Home, "--port", port);
        Assert.Equal(2, without.ExitCode);
        Assert.Contains(rescued, Assert.Single(without.ErrorLines), StringComparison.Ordinal);

        File.Move(rescued, record);
        File.Delete(record + "-wal");
        using SiloProgram next = SiloProgram.Start("serve", "--home", Home, "--port", port);
        await next.Says("Serving");
        Assert.Equal(["finished", "running"], RecordFile.Rows(Home, "select state from sweeps order by created_at"));
        Assert.Equal("ok", RecordFile.Text(Home, "pragma integrity_check"));
    }

    /// <summary>A damaged state, a start from step 1, an interruption before the steps on record are reached, and the same again.</summary>
    [Fact]
    public async Task A_run_that_is_interrupted_while_it_repeats_steps_on_record_goes_on_where_it_was_interrupted()
    {
        string file = TinySweep.Write(_folder.Path, TinySweep.Yaml(epochs: 20_000, margins: "1.0"));
        await UntilInterrupted(attempt: 1, steps: 400);
        string state = Assert.Single(States("others-*"));
        byte[] bytes = File.ReadAllBytes(state);
        bytes[^9] ^= 0x10;
        File.WriteAllBytes(state, bytes);
        int recorded = RecordFile.Steps(Home, 0);

        await UntilInterrupted(attempt: 2, steps: 0); // far from what is on record
        await StoredFiles.AreAsRecorded(Home);
        Assert.Equal(1, Unusable());
        int step = StepOfState();
        Assert.InRange(step, 1, recorded - 1); // it had not caught up, or this test proves nothing

        await UntilInterrupted(attempt: 3, steps: 0);
        await StoredFiles.AreAsRecorded(Home);
        Assert.Equal(1, Unusable()); // the state of the second attempt was of use
        Assert.True(StepOfState() > step);

        int Unusable() => RecordFile.Count(Home, "select count(*) from events where kind = 'resumed' and detail like '%unusable%'");

        int StepOfState() =>
            int.Parse(
                Path.GetFileName(Assert.Single(States("state-*"))).Split('-', '.')[2],
                System.Globalization.CultureInfo.InvariantCulture);

        async Task UntilInterrupted(int attempt, int steps)
        {
            using SiloProgram run = SiloProgram.Start("run", file, "--home", Home, "--port", FreePort.Next(), "--threads", "1");
            await run.Says(attempt == 1 ? "Sweep tiny-" : "Resuming sweep tiny-");
            await Waiting.Until(
                () =>
                    RecordFile.Steps(Home, 0) > steps
                    && RecordFile.Count(Home, $"select count(*) from stored_runs where attempt = {attempt} and sequence > {SomeReports}")
                        == 1,
                "steps");
            await run.Signal("INT");
            Outcome ended = await run.End();
            Assert.Equal(130, ended.ExitCode);
            Assert.Contains("everything is saved", ended.Error, StringComparison.Ordinal);
        }
    }

    private string[] States(string pattern) =>
        Directory.Exists(Path.Combine(Home, "resume"))
            ? Directory.GetFiles(Path.Combine(Home, "resume"), pattern, SearchOption.AllDirectories)
            : [];
}
