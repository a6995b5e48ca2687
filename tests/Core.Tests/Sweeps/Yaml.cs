using SiameseSweep.Core.SweepFiles;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Tests.Sweeps;

/// <summary>Short ways to sweep files in tests.</summary>
internal static class Yaml
{
    public const string Valid = """
        name: orl-losses
        method: random
        metric: {name: validation.eer, goal: minimize}
        parameters:
          loss: {values: [contrastive, triplet]}
          margin: {values: [1.0, 2.0]}
          learning_rate: {distribution: log_uniform_values, min: 1e-5, max: 1e-2}
          batch_size: {value: 32}
        run_cap: 20                       # trials
        early_terminate: {type: hyperband, min_iter: 3, eta: 3, strict: true}
        siamese:
          dataset: {kind: orl}
          epochs: 50
          replicates: 3
          folds: 1

        """;

    public static SweepParseResult Parse(string yaml) => SweepFile.Parse(yaml, "sweeps/some-sweep.yaml");

    /// <summary>A definition from a file that must be accepted.</summary>
    public static SweepDefinition Accept(string yaml)
    {
        SweepParseResult result = Parse(yaml);
        Assert.True(result.Definition is not null, string.Join("\n", result.Errors.Select(e => $"{e.Line}:{e.Column} {e.Message}")));
        return result.Definition!;
    }

    /// <summary>The errors of a file that must be refused, each with a place and a sentence.</summary>
    public static SweepDiagnostic[] Refuse(string yaml)
    {
        SweepParseResult result = Parse(yaml);
        Assert.Null(result.Definition);
        SweepDiagnostic[] errors = [.. result.Errors];
        Assert.NotEmpty(errors);
        Assert.All(errors, e => Assert.True(e.Line >= 1 && e.Column >= 1, e.ToString()));
        Assert.All(errors, e => Assert.True(e.Message[^1] is '.' or '?', e.Message));
        return errors;
    }

    /// <summary>A sweep of one parameter, given as flow YAML.</summary>
    public static string Of(string parameters, string method = "random", string siamese = "{}", string more = "") =>
        $"method: {method}\nrun_cap: 10\nparameters: {{{parameters}}}\nsiamese: {siamese}\n{more}\n";
}
