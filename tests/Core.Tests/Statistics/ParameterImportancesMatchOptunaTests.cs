using System.Text.Json;
using System.Text.Json.Nodes;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Core.Tests.Sweeps;
using SiameseSweep.TestKit;

namespace SiameseSweep.Core.Tests.Statistics;

/// <summary>
/// Importance against Optuna's fANOVA on the same trials. Both grow random forests of their own, so they agree to two digits.
/// </summary>
public sealed class ParameterImportancesMatchOptunaTests
{
    private const double Tolerance = 0.04;

    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Core.Tests", "Statistics");

    private static readonly Case[] Committed = Read(Path.Combine(Folder, "parameter_importance.json"));

    private static readonly SweepDefinition Sweep = Yaml.Accept(Yaml.Of(
        "learning_rate: {distribution: log_uniform_values, min: 1e-5, max: 1e-1}, weight_decay: {min: 0.0, max: 1.0}, "
        + "loss: {values: [contrastive, triplet, cosine]}, embedding_size: {min: 2, max: 64}"));

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Committed.Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Shares_are_those_of_Optuna(int index)
    {
        Case expected = Committed[index];

        ParameterImportances found = ParameterImportances.Of(Sweep.Space, RankedTrials.Of(expected.Trials.Select(Trial)));

        Assert.Equal(expected.Shares.Keys.Order(), found.Parameters.Select(p => p.Parameter).Order());
        Assert.All(found.Parameters, p => Assert.Equal(expected.Shares[p.Parameter], p.Share, Tolerance));
        Assert.Equal(expected.Shares.MaxBy(s => s.Value).Key, found.Parameters[0].Parameter);
    }

    [Fact]
    public async Task The_committed_numbers_are_what_the_script_writes_with_the_Optuna_of_this_machine()
    {
        using TemporaryDirectory folder = new();
        string file = folder.File("parameter_importance.json");
        await Python.Run("optuna", Path.Combine(Folder, "make_parameter_importance.py"), file, "1");
        Case[] fresh = Read(file);
        Assert.Equal(Committed.Length, fresh.Length);
        foreach ((Case a, Case b) in Committed.Zip(fresh))
        {
            Assert.Equal(a.Trials.Select(t => t.ToJsonString()), b.Trials.Select(t => t.ToJsonString()));
            Assert.All(a.Shares, s => Assert.Equal(s.Value, b.Shares[s.Key], 0.05)); // one forest instead of five, which take minutes
        }
    }

    private static (RunConfiguration, double) Trial(JsonObject trial)
    {
        JsonObject parameters = (JsonObject)trial.DeepClone();
        parameters.Remove("value");
        return (TrialParameters.FromJson(parameters.ToJsonString()), trial["value"]!.GetValue<double>());
    }

    private static Case[] Read(string file) => JsonSerializer.Deserialize<Case[]>(File.ReadAllText(file), Options)!;

    private sealed record Case(string Name, JsonObject[] Trials, Dictionary<string, double> Shares);
}
