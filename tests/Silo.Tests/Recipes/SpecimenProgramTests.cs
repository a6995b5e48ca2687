using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using SiameseSweep.Core.Events;
using SiameseSweep.Dashboard.Tests.Browser;
using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Recipes;

/// <summary>A program built with a specimen of everything that docs/architecture.md says how to add.</summary>
public sealed class SpecimenProgramTests(BrowserFixture browser) : IClassFixture<BrowserFixture>, IDisposable
{
    private const string Sweep = """
        name: specimens
        method: reversed
        metric: {name: validation.precision, goal: maximize}
        parameters:
          margin: {value: 1}
          loss: {value: linear}
          mining: {value: easy}
          learning_rate: {value: 0.00002}
          learning_rate_scale: {values: [0.5, 1.0]}
          batch_size: {value: 8}
          image_size: {value: 16}
        early_terminate: {type: ceiling, limit: 0}
        siamese:
          dataset: {kind: striped, contrast: 120}
          validation_identities: 3
          epochs: 2

        """;

    // The same learning rates from other factors.
    private static readonly string Rescaled = Sweep.Replace("name: specimens", "name: rescaled", StringComparison.Ordinal)
        .Replace("{value: 0.00002}", "{value: 0.00001}", StringComparison.Ordinal)
        .Replace("[0.5, 1.0]", "[1.0, 2.0]", StringComparison.Ordinal);

    private static readonly TimeSpan BuildPatience = TimeSpan.FromMinutes(20);

    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_plans_trains_ranks_and_charts_with_all_of_them()
    {
        WholeSuite.Only();
        string program = await Build();
        string file = TinySweep.Write(_folder.Path, Sweep, "specimens.yaml"), home = _folder.File("home"), port = FreePort.Next();

        JsonElement plan = JsonElement.Parse((await Run(program, "check", file, "--json")).Out);
        Assert.Equal(
            ("reversed", "striped", 2),
            (plan.GetProperty("method").GetString(), plan.GetProperty("dataset").GetString(), plan.GetProperty("trials").GetInt32()));
        Assert.Equal(8, plan.GetProperty("steps_per_run").GetDouble()); // 7 people of 4 images learn in batches of 8 for 2 epochs

        Outcome run = await Run(program, "run", file, "--home", home, "--port", port);
        Assert.Contains("Best checkpoint:", run.Out, StringComparison.Ordinal);

        await Run(program, "run", TinySweep.Write(_folder.Path, Rescaled, "rescaled.yaml"), "--home", home, "--port", port);

        using SiloProgram head = SiloProgram.StartBuild(program, "serve", "--home", home, "--port", port);
        await head.Says("Serving");
        string address = $"http://127.0.0.1:{port}";
        string best = await AssertRecorded(address);
        await AssertCharted($"{address}/runs/{best}?metric=precision");
    }

    private static async Task<string> AssertRecorded(string address)
    {
        using HttpClient http = new() { BaseAddress = new Uri($"{address}/api/") };
        JsonElement ranking = await Ranking(http, "specimens");
        JsonElement[] trials = [.. ranking.GetProperty("trials").EnumerateArray()];
        Assert.Equal(2, trials.Length);
        foreach (JsonElement trial in trials)
        {
            JsonElement parameters = trial.GetProperty("parameters");
            double scale = trial.GetProperty("trial").GetInt32() == 0 ? 1 : 0.5; // the grid's last point first
            Assert.Equal(scale, parameters.GetProperty("learning_rate_scale").GetDouble());
            Assert.Equal(("linear", "easy"), (parameters.GetProperty("loss").GetString(), parameters.GetProperty("mining").GetString()));
        }

        Assert.Equal(TestLosses(ranking), TestLosses(await Ranking(http, "rescaled")));
        string best = ranking.GetProperty("best_run").GetString()!;
        AssertRanked(ranking, await http.GetFromJsonAsync<JsonElement>($"runs/{best}"));
        JsonElement[] events = [.. (await http.GetFromJsonAsync<JsonElement>($"runs/{best}/events")).EnumerateArray()];
        Assert.Equal(
            [("ceiling", 1), ("ceiling", 2)],
            events.Where(e => e.GetProperty("kind").GetString() == EventKinds.PruneDecision).Select(e => e.GetProperty("detail"))
                .Select(d => (d.GetProperty("method").GetString()!, d.GetProperty("band").GetInt32())));
        return best;
    }

    private static async Task<JsonElement> Ranking(HttpClient http, string name)
    {
        JsonElement sweeps = (await http.GetFromJsonAsync<JsonElement>("sweeps")).GetProperty("items");
        JsonElement sweep = sweeps.EnumerateArray().Single(s => s.GetProperty("name").GetString() == name);
        return await http.GetFromJsonAsync<JsonElement>($"sweeps/{sweep.GetProperty("sweep_id").GetString()}/best");
    }

    private static IEnumerable<double> TestLosses(JsonElement ranking) => ranking.GetProperty("trials").EnumerateArray()
        .OrderBy(t => t.GetProperty("trial").GetInt32()).Select(t => t.GetProperty("test").GetProperty("test.loss").GetDouble());

    // Of 3 validation people with 4 images each, 18 pairs are of one person and 48 of two.
    private static void AssertRanked(JsonElement ranking, JsonElement run)
    {
        Assert.Equal(
            ("validation.precision", "maximize"), (ranking.GetProperty("metric").GetString(), ranking.GetProperty("goal").GetString()));
        Dictionary<(string, int), double> values = run.GetProperty("evaluations").EnumerateArray().ToDictionary(
            e => (e.GetProperty("metric").GetString()!, e.GetProperty("epoch").GetInt32()), e => e.GetProperty("value").GetDouble());
        foreach (int epoch in new[] { 1, 2 })
        {
            double accepted = 18 * (1 - values[("validation.frr", epoch)]);
            Assert.Equal(accepted / (accepted + (48 * values[("validation.far", epoch)])), values[("validation.precision", epoch)], 12);
            Assert.InRange(values[("validation.far", epoch)], 0.001, 0.999);
            Assert.InRange(values[("test.precision", epoch)], 0, 1);
        }

        Assert.Contains(run.GetProperty("baselines").EnumerateArray(), b => b.GetProperty("metric").GetString() == "test.precision");
        JsonElement first = ranking.GetProperty("trials")[0];
        Assert.Equal(1, first.GetProperty("rank").GetInt32());
        double value = first.GetProperty("value").GetDouble();
        Assert.Equal(Math.Max(values[("validation.precision", 1)], values[("validation.precision", 2)]), value, 12);
        Assert.Equal(value, ranking.GetProperty("trials").EnumerateArray().Max(t => t.GetProperty("value").GetDouble()));
        Assert.InRange(value, first.GetProperty("low").GetDouble(), first.GetProperty("high").GetDouble());
    }

    private async Task AssertCharted(string page)
    {
        await using Visit visit = await Visit.Open(browser.Browser);
        await visit.Go(page);
        await Assertions.Expect(visit.Page.GetByText("a curve that stays there has learned nothing")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.GetByLabel("Metric", new() { Exact = true })).ToHaveValueAsync("precision");
        string[] lines = await visit.Page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('.canvas')]
              .find(c => c.querySelector('.ytitle')?.textContent === 'precision at the threshold').data.map(line => line.name)
            """);
        Assert.Equal(["validation people", "test people"], lines);
        visit.AssertClean();
    }

    /// <summary>Runs it to an end without an error.</summary>
    private static async Task<Outcome> Run(string program, params string[] arguments)
    {
        using SiloProgram started = SiloProgram.StartBuild(program, arguments);
        Outcome outcome = await started.End();
        Assert.True(outcome.ExitCode == 0, outcome.Out + outcome.Error);
        return outcome;
    }

    /// <summary>Copies the repository's sources, adds every specimen, and builds the program.</summary>
    private async Task<string> Build()
    {
        string copy = _folder.File("copy");
        foreach (string file in (await Do("git", "-C", Repository.Root, "ls-files")).Split('\n').Where(IsSource))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(copy, file))!);
            File.Copy(Path.Combine(Repository.Root, file), Path.Combine(copy, file));
        }

        foreach (Specimen specimen in Specimen.All)
        {
            specimen.AddTo(copy);
        }

        await Do(
            "dotnet", "build", Path.Combine(copy, "src", "Silo"), "-c", "Release", "-v", "q", "--nologo", "-clp:NoSummary",
            "-p:CompileAhead=false");
        return Path.Combine(copy, "artifacts", "bin", "SiameseSweep.Silo", "release", "siamese-sweep.dll");
    }

    private static bool IsSource(string file) =>
        file.Length > 0
        && (!file.Contains('/') || file.StartsWith("src/", StringComparison.Ordinal) || file.StartsWith("build/", StringComparison.Ordinal))
        && File.Exists(Path.Combine(Repository.Root, file));

    private static async Task<string> Do(string command, params string[] arguments)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(BuildPatience);
        using Process process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true })!;
        string said = await process.StandardOutput.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        Assert.True(process.ExitCode == 0, said);
        return said;
    }
}
