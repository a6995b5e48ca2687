using System.Text.Json;
using SiameseSweep.Core.SweepFiles;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.TestKit;

namespace SiameseSweep.Core.Tests.Sweeps;

/// <summary>A thousand files beside the verdicts of W&amp;B's own validator on them (make_wandb_verdicts.py).</summary>
public sealed class WandbVerdictTests
{
    // What CONTRACT §2 takes out: values that cannot work, metrics and distributions that do not exist here.
    private static readonly string[] Ours = ["must be above 0", "must be 0 or above", "No run reports a metric", "No draw"];

    // W&B does not look into groups for these, and would fail at the first draw.
    private static readonly string[] OursInGroups = ["takes natural-log exponents", "is not less than max", ".probabilities "];

    private static readonly Case[] Cases = JsonSerializer.Deserialize<Case[]>(
        File.ReadAllText(Path.Combine(Repository.Root, "tests", "Core.Tests", "Sweeps", "wandb_verdicts.json")),
        JsonSerializerOptions.Web
    )!;

    [Fact]
    public void What_WandB_refuses_is_refused_here()
    {
        Case[] refused = [.. Cases.Where(c => !c.Accepted)];
        Assert.InRange(refused.Length, 500, 800);
        Assert.Equal([], refused.Where(c => Yaml.Parse(c.Yaml).Definition is not null).Select(c => c.Yaml));
    }

    [Fact]
    public void What_WandB_accepts_is_accepted_unless_its_values_cannot_work_and_every_parameter_is_of_the_same_kind()
    {
        Case[] accepted = [.. Cases.Where(c => c.Accepted)];
        Assert.InRange(accepted.Length, 250, 500);
        List<string> wrong = [];
        int refused = 0;
        foreach (Case c in accepted)
        {
            SweepParseResult result = Yaml.Parse(c.Yaml);
            if (result.Definition is not { } sweep)
            {
                refused++;
                string[] ours = c.Yaml.Contains("group:", StringComparison.Ordinal) ? [.. Ours, .. OursInGroups] : Ours;
                wrong.AddRange(
                    result.Errors.Where(e => !ours.Any(o => e.Message.Contains(o, StringComparison.Ordinal)))
                        .Select(e => $"{e.Message}\n{c.Yaml}"));
                continue;
            }

            wrong.AddRange(
                c.Kinds.Where(k => Kind(sweep.Space.Find(k.Key)!) != k.Value)
                    .Select(k => $"{k.Key} is {Kind(sweep.Space.Find(k.Key)!)}\n{c.Yaml}"));
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.InRange(refused, 1, accepted.Length / 4);
    }

    // The schema's names of our distributions.
    private static string Kind(ParameterSpec parameter) => "param_" + parameter.Distribution.Name switch
    {
        "constant" => "single_value",
        "log_uniform_values" => "loguniform_v2",
        "inv_log_uniform_values" => "inv_loguniform_v2",
        "q_log_uniform_values" => "qloguniform_v2",
        "int_uniform" or "categorical" or "categorical_w_probabilities" or "uniform" or "normal" or "beta" => parameter.Distribution.Name,
        string name => name.Replace("_", "", StringComparison.Ordinal),
    };

    private sealed record Case(string Yaml, bool Accepted, Dictionary<string, string> Kinds);
}
