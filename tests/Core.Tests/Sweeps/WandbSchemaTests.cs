using SiameseSweep.Core.SweepFiles;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Tests.Sweeps;

/// <summary>Known answers of W&amp;B's own validator on parameter forms, as recorded from running it.</summary>
public sealed class WandbSchemaTests
{
    [Theory]
    [InlineData("{value: 1.5}", "constant")]
    [InlineData("{value: null}", "constant")]
    [InlineData("{value: 1, distribution: constant}", "constant")]
    [InlineData("{values: [1]}", "categorical")]
    [InlineData("{values: [1, 2], distribution: categorical}", "categorical")]
    [InlineData("{values: [1, 2], probabilities: [0.3, 0.7]}", "categorical_w_probabilities")]
    [InlineData("{min: 1, max: 3}", "int_uniform")]
    [InlineData("{min: 1, max: 3.0}", "uniform")]
    [InlineData("{min: 1.0, max: 3}", "uniform")]
    [InlineData("{min: 0.0, max: 1.0}", "uniform")]
    [InlineData("{min: 0, max: 1, distribution: uniform}", "uniform")]
    [InlineData("{min: 0, max: 6, q: 2, distribution: q_uniform}", "q_uniform")]
    [InlineData("{min: 0, max: 6, distribution: q_uniform}", "q_uniform")]
    [InlineData("{min: 1e-5, max: 1, distribution: log_uniform_values}", "log_uniform_values")]
    [InlineData("{min: 0.5, max: 64, q: 0.5, distribution: q_log_uniform_values}", "q_log_uniform_values")]
    [InlineData("{min: 0.5, max: 64, distribution: inv_log_uniform_values}", "inv_log_uniform_values")]
    [InlineData("{distribution: normal}", "normal")]
    [InlineData("{distribution: normal, mu: 1, sigma: 0.1}", "normal")]
    [InlineData("{distribution: q_normal, mu: 3, q: 0.5}", "q_normal")]
    [InlineData("{distribution: log_normal, sigma: 0}", "log_normal")]
    [InlineData("{distribution: q_log_normal}", "q_log_normal")]
    [InlineData("{distribution: beta}", "beta")]
    [InlineData("{distribution: q_beta, a: 2, b: 3, q: 0.1}", "q_beta")]
    public void What_WandB_accepts_becomes_the_same_distribution(string margin, string distribution) =>
        Assert.Equal(distribution, Yaml.Accept(Yaml.Of($"margin: {margin}")).Space.Find("margin")!.Distribution.Name);

    [Theory]
    [InlineData("{}", "empty")]
    [InlineData("3", "{value: 3}")]
    [InlineData("[1, 2]", "values")]
    [InlineData("{values: []}", "at least one value")]
    [InlineData("{values: 3}", "must be a list")]
    [InlineData("{values: [1, 2], probabilities: [0.3, 0.6]}", "sum to 0.9")]
    [InlineData("{values: [1, 2], probabilities: [1]}", "a list of 2")]
    [InlineData("{values: [1, 2], probabilities: [-1, 2]}", "0 or above")]
    [InlineData("{values: [1, 2], probabilities: [0.5, 0.5], distribution: categorical}", "categorical_w_probabilities")]
    [InlineData("{value: 1, values: [1]}", "no meaning")]
    [InlineData("{value: 1, min: 1}", "no meaning")]
    [InlineData("{min: 1}", "Give both ends")]
    [InlineData("{max: 1}", "Give both ends")]
    [InlineData("{min: 0.0, max: 5.0, distribution: int_uniform}", "whole numbers")]
    [InlineData("{min: 1, max: 5, q: 1}", "q_uniform")]
    [InlineData("{mu: 1, sigma: 1}", "distribution: normal")]
    [InlineData("{a: 1}", "distribution: beta")]
    [InlineData("{distribution: uniform, min: 1}", "no 'max'")]
    [InlineData("{distribution: uniform, min: 1, max: 2, q: 1}", "q_uniform")]
    [InlineData("{distribution: normal, min: 1, max: 2}", "'min' has no meaning")]
    [InlineData("{distribution: normal, sigma: -1}", "0 or above")]
    [InlineData("{distribution: q_normal, q: 0}", "above 0")]
    [InlineData("{distribution: log_uniform_values, min: 0, max: 1}", "logarithm")]
    [InlineData("{distribution: log_uniform, min: -7, max: 0}", "log_uniform_values")]
    [InlineData("{distribution: q_log_uniform, min: -7, max: 0}", "q_log_uniform_values")]
    [InlineData("{distribution: inv_log_uniform, min: -7, max: 0}", "inv_log_uniform_values")]
    [InlineData("{distribution: unifrom, min: 1, max: 2}", "'uniform'")]
    [InlineData("{distribution: 3, min: 1, max: 2}", "Valid are")]
    [InlineData("{min: 2, max: 1}", "min 2 is not less than max 1")]
    [InlineData("{min: 2.5, max: 2.5}", "min 2.5 is not less than max 2.5")]
    [InlineData("{min: .nan, max: 2.5}", "finite")]
    [InlineData("{min: 1, max: .inf}", "finite")]
    [InlineData("{min: '1', max: 2}", "quotes")]
    [InlineData("{minimum: 1, max: 2}", "'min'")]
    [InlineData("{distribution: beta, a: 0}", "above 0")]
    [InlineData("{parameters: {}}", "at least one parameter")]
    [InlineData("{parameters: {margin: {value: 1}}, value: 1}", "beside 'parameters'")]
    public void What_WandB_refuses_is_refused_with_a_remedy(string margin, string says) =>
        Assert.Contains(Yaml.Refuse(Yaml.Of($"margin: {margin}")), e => e.Message.Contains(says, StringComparison.Ordinal));

    [Theory]
    [InlineData("metric: {goal: minimize}", "no 'name'")]
    [InlineData("metric: {name: validation.eer, goal: max}", "'maximize'")]
    [InlineData("metric: {name: validation.eer, target: low}", "finite number")]
    [InlineData("metric: {name: validation.eer, impute: first}", "'worst'")]
    [InlineData("metric: {name: [a]}", "metric's name")]
    [InlineData("metric: validation.eer", "must be a map")]
    [InlineData("metrics: [{name: validation.eer}, {name: validation.auc}]", "'metrics'")]
    [InlineData("scheduler: {engine: wandb}", "'scheduler'")]
    [InlineData("early_terminate: {type: hyperband}", "min_iter")]
    [InlineData("early_terminate: {type: hyperband, max_iter: 27}", "'s'")]
    [InlineData("early_terminate: {type: hyperband, min_iter: 0}", "at least 1")]
    [InlineData("early_terminate: {type: hyperband, min_iter: 3, eta: 1}", "above 1")]
    [InlineData("early_terminate: {type: hyperband, min_iter: 3, strict: 1}", "true or false")]
    [InlineData("early_terminate: {type: hyperband, min_iter: 3, etta: 2}", "'eta'")]
    [InlineData("early_terminate: {type: hyperband, max_iter: 2, s: 1, eta: 3}", "no band")]
    [InlineData("early_terminate: {type: halving}", "Valid are")]
    [InlineData("early_terminate: {min_iter: 3}", "no 'type'")]
    [InlineData("early_terminate: hyperband", "must be a map")]
    [InlineData("command: python", "must be a list")]
    [InlineData("controller: {type: remote}", "must be a map such as")]
    [InlineData("kind: job", "'sweep'")]
    [InlineData("program: 3", "must be a text")]
    [InlineData("agents: 3", "no key 'agents'")]
    [InlineData("epochs: 3", "belongs into the block 'siamese:'")]
    [InlineData("margin: 3", "belongs into 'parameters:'")]
    [InlineData("name: [x]", "must be a text")]
    [InlineData("name: 12", "in quotes")]
    public void The_top_level_is_refused_where_WandB_refuses_it(string line, string says) =>
        Assert.Contains(Yaml.Refuse(Yaml.Of("margin: {value: 1}", more: line)), e => e.Message.Contains(says, StringComparison.Ordinal));

    [Theory]
    [InlineData("run_cap: 0", "at least 1")]
    [InlineData("run_cap: 1.5", "at least 1")]
    [InlineData("run_cap: many", "at least 1")]
    public void A_run_cap_is_a_positive_whole_number(string line, string says) =>
        Assert.Contains(
            Yaml.Refuse($"method: grid\nparameters: {{margin: {{value: 1}}}}\n{line}"),
            e => e.Message.Contains(says, StringComparison.Ordinal));

    [Theory]
    [InlineData("parameters: {margin: {value: 1}}", "no 'method'")]
    [InlineData("method: grid", "no 'parameters'")]
    [InlineData("method: grid\nparameters: {}", "at least one parameter")]
    [InlineData("method: grid\nparameters: [margin]", "must be a map")]
    [InlineData("method: custom\nparameters: {margin: {value: 1}}", "'custom'")]
    [InlineData("method: grid\nparameter: {margin: {value: 1}}", "the key is 'parameters'")]
    [InlineData("method: [grid]\nparameters: {margin: {value: 1}}", "does not exist")]
    public void What_a_sweep_cannot_do_without_is_asked_for(string yaml, string says) =>
        Assert.Contains(Yaml.Refuse(yaml), e => e.Message.Contains(says, StringComparison.Ordinal));

    [Theory]
    [InlineData("program: train.py", "program")]
    [InlineData("command: ['${env}', python]", "command")]
    [InlineData("project: faces", "project")]
    [InlineData("entity: me", "entity")]
    [InlineData("description: d", "description")]
    [InlineData("controller: {type: local}", "controller")]
    [InlineData("job: j", "job")]
    [InlineData("image_uri: i", "image_uri")]
    [InlineData("apiVersion: v1", "apiVersion")]
    [InlineData("kind: sweep", "kind")]
    public void WandBs_keys_without_meaning_here_are_reported_as_ignored(string line, string key)
    {
        SweepParseResult result = Yaml.Parse(Yaml.Of("margin: {value: 1}", more: line));
        Assert.NotNull(result.Definition);
        Assert.Contains(result.Warnings, w => w.Path == key && w.Line == 5 && w.Message.Contains("ignored", StringComparison.Ordinal));
    }

    [Fact]
    public void Nested_parameters_count_by_their_leafs_name_and_may_not_repeat_it()
    {
        SearchSpace space = Yaml.Accept(
            Yaml.Of("optim: {parameters: {lr: {value: 1.0e-3}, deep: {parameters: {weight_decay: {value: 0.1}}}}}")
        ).Space;
        Assert.Equal(["optim.deep.weight_decay", "optim.lr"], space.Parameters.Select(p => p.WrittenName));
        Assert.Equal(["weight_decay", "learning_rate"], space.Parameters.Select(p => p.Name));
        Assert.Contains(
            "gives learning_rate again",
            Yaml.Refuse(Yaml.Of("lr: {value: 1}, o: {parameters: {learning_rate: {value: 2}}}"))[0].Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1x")]
    [InlineData("b b")]
    [InlineData("''")]
    public void A_group_whose_name_WandB_refuses_is_refused(string name) =>
        Assert.Contains(
            "begin with a letter",
            Yaml.Refuse(Yaml.Of($"{name}: {{parameters: {{margin: {{value: 1}}}}}}")).Single().Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("1e-5", 1e-5)]
    [InlineData("1.0e-5", 1e-5)]
    [InlineData("!!float 1e-5", 1e-5)]
    [InlineData("!!float 1", 1)]
    [InlineData("1E+2", 100)]
    [InlineData(".5", 0.5)]
    [InlineData("5.", 5)]
    [InlineData("1_000", 1000)]
    [InlineData("0x10", 16)]
    [InlineData("010", 8)]
    [InlineData("0b101", 5)]
    [InlineData("+3", 3)]
    public void Numbers_in_every_notation_are_numbers(string written, double value) =>
        Assert.Equal(
            value,
            ((CategoricalDistribution)Yaml.Accept(Yaml.Of($"margin: {{value: {written}}}")).Space.Find("margin")!.Distribution)
                .Values[0]
                .Number,
            12);

    [Fact]
    public void A_range_from_0_0_to_1_0_stays_real() =>
        Assert.Equal(
            new RealDistribution(new UniformLaw(0, 1)),
            Yaml.Accept(Yaml.Of("dropout: {min: 0.0, max: 1.0}")).Space.Find("dropout")!.Distribution);

    [Fact]
    public void A_run_cap_of_1_0_is_accepted_as_WandB_does() =>
        Assert.Equal(1, Yaml.Accept("method: grid\nrun_cap: 1.0\nparameters: {margin: {value: 1}}").RunCap);
}
