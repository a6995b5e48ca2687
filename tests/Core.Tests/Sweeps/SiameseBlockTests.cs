using SiameseSweep.Core.SweepFiles;

namespace SiameseSweep.Core.Tests.Sweeps;

/// <summary>Rules of the metric, the block <c>siamese:</c> and the data set.</summary>
public sealed class SiameseBlockTests
{
    [Theory]
    [InlineData(
        "{name: validation.auc, goal: minimize}",
        "validation.auc is better when larger, but the goal is to minimize it. Write 'goal: maximize' unless you look for the worst."
    )]
    [InlineData(
        "{name: validation.eer, goal: maximize}",
        "validation.eer is better when smaller, but the goal is to maximize it. Write 'goal: minimize' unless you look for the worst."
    )]
    public void A_goal_against_the_metrics_nature_is_warned_of_with_the_other_one(string metric, string says) =>
        Assert.Equal(
            [says],
            Yaml.Parse(Yaml.Of("margin: {values: [1, 2]}", more: $"metric: {metric}"))
                .Warnings.Where(w => w.Path == "metric.goal")
                .Select(w => w.Message));

    [Theory]
    [InlineData("{replicates: 0}", "from 1 to 1000")]
    [InlineData("{folds: 0}", "from 1 to 1000")]
    [InlineData("{epochs: 0}", "at least 1")]
    [InlineData("{epochs: 1.5}", "whole number")]
    [InlineData("{seed: -1}", "from 0 to")]
    [InlineData("{seed: x}", "from 0 to")]
    [InlineData("{validation_identities: 1}", "Use 0, or at least 2")]
    [InlineData("{refit: true, validation_identities: 0}", "all people are trained on already")]
    [InlineData("{refit: 3}", "refit")]
    [InlineData("{validation_identities: -1}", "at least 0")]
    [InlineData("{validation_identities: 0}", "must be named")]
    [InlineData("{dataset: {kind: orl}, validation_identities: 36}", "at most 35")]
    [InlineData("{dataset: {kind: orl}, folds: 21}", "at most 20 folds")]
    [InlineData("{dataset: {people: 40}}", "no 'kind'")]
    [InlineData("{dataset: orl}", "{kind: orl}")]
    [InlineData("{dataset: {kind: olr}}", "'orl'")]
    [InlineData("{dataset: {kind: orl, people: 3}}", "no key 'people'")]
    [InlineData("{dataset: {kind: synthetic, people: 3}}", "from 4 to")]
    [InlineData("{dataset: {kind: synthetic, images: 1}}", "from 2 to")]
    [InlineData("{dataset: {kind: folder, train: x}}", "no 'test'")]
    [InlineData("{dataset: {kind: folder, train: 3, test: y}}", "must be a text")]
    [InlineData("{checkpoints: 3}", "must be a map")]
    [InlineData("{checkpoints: {keep: -1}}", "at least 0")]
    [InlineData("{checkpoints: {kep: 1}}", "'keep'")]
    [InlineData("{budget: {}}", "device_hours")]
    [InlineData("{budget: {device_hours: 0}}", "above 0")]
    [InlineData("{budget: 3}", "must be a map")]
    [InlineData("{stop_hopeless: maybe}", "true or false")]
    [InlineData("{replicate: 3}", "'replicates'")]
    [InlineData("3", "must be a map")]
    [InlineData("{zip: [[margin]]}", "at least two")]
    [InlineData("{zip: [[margin, margn]]}", "'margin'")]
    [InlineData("{zip: [[margin, margin]]}", "twice")]
    [InlineData("{zip: [[margin, epochs]]}", "equally long")]
    [InlineData("{zip: [[margin, dropout]]}", "'values' alone")]
    [InlineData("{zip: [[margin, lr], [lr, margin]]}", "another group")]
    [InlineData("{when: [margin]}", "must be a map")]
    [InlineData("{when: {margin: 3}}", "must be a map")]
    [InlineData("{when: {optimizer: {loss: triplet}}}", "not among the sweep's parameters")]
    [InlineData("{when: {margin: {los: triplet}}}", "'loss'")]
    [InlineData("{when: {margin: {loss: tripplet}}}", "'triplet'")]
    [InlineData("{when: {margin: {lr: 1}, lr: {margin: 1}}}", "Break the circle")]
    public void The_siamese_block_is_checked_like_the_rest(string siamese, string says) =>
        Assert.Contains(
            Yaml.Refuse(
                Yaml.Of(
                    "margin: {values: [1, 2]}, epochs: {values: [1, 2, 3]}, dropout: {min: 0.0, max: 0.5}, lr: {values: [1, 2]}",
                    siamese: siamese)),
            e => e.Message.Contains(says, StringComparison.Ordinal));

    [Theory]
    [InlineData("metric: {name: validation.loss}", "loss: {values: [softmax, triplet]}", "{}", "does not exist for softmax")]
    [InlineData("metric: {name: test.loss}", "loss: {value: softmax}", "{}", "does not exist for softmax")]
    [InlineData("metric: {name: validation.loss}", "loss: {value: cosface}", "{}", "does not exist for cosface")]
    [InlineData("metric: {name: validation.loss}", "loss: {values: [supcon, arcface]}", "{}", "does not exist for arcface")]
    [InlineData("metric: {name: validation.eer}", "lr: {value: 1}", "{validation_identities: 0}", "test.eer")]
    [InlineData("metric: {name: eer}", "lr: {value: 1}", "{}", "No run reports a metric 'eer'")]
    public void A_metric_that_nothing_can_report_is_refused(string metric, string parameters, string siamese, string says) =>
        Assert.Contains(
            Yaml.Refuse(Yaml.Of(parameters, siamese: siamese, more: metric)),
            e => e.Message.Contains(says, StringComparison.Ordinal));

    [Theory]
    [InlineData("metric: {name: validation.auc}", "goal: maximize")]
    [InlineData("metric: {name: test.eer}", "optimistic")]
    [InlineData("metric: {name: train.loss}", "across losses")]
    [InlineData("metric: {name: validation.loss}", "across losses")]
    [InlineData("metric: {name: validation.eer, target: 5}", "validation.eer lies between 0 and 1")]
    [InlineData("metric: {name: train.loss, target: -1}", "train.loss is at least 0")]
    [InlineData("metric: {name: validation.eer, impute: best}", "always 'worst'")]
    [InlineData("metric: {name: validation.eer, impute_while_running: latest}", "ignored")]
    [InlineData("early_terminate: {type: hyperband, min_iter: 99, strict: true}", "beyond the 50 epochs")]
    [InlineData("early_terminate: {type: asha, min_iter: 99}", "beyond the 50 epochs")]
    [InlineData("early_terminate: {type: hyperband, min_iter: 9}", "write it out")]
    public void A_choice_that_may_mislead_is_warned_of(string line, string says)
    {
        SweepParseResult result = Yaml.Parse(Yaml.Of("margin: {values: [1, 2]}", more: line));
        Assert.NotNull(result.Definition);
        Assert.Contains(result.Warnings, w => w.Line == 5 && w.Message.Contains(says, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{validation_identities: 2}", "validation.eer", "a trial of one run has no 95 % interval and is tied with the best")]
    [InlineData("{validation_identities: 2, replicates: 2}", "validation.auc", "tell of the runs alone")]
    [InlineData("{validation_identities: 2, folds: 2}", "validation.auc", "tell of the runs alone")]
    [InlineData("{validation_identities: 3}", "validation.eer", null)]
    [InlineData("{validation_identities: 2}", "train.loss", null)]
    public void Two_validation_people_are_warned_of_as_they_give_no_interval(string siamese, string metric, string? says)
    {
        SweepDiagnostic? warning = Yaml.Parse(
                Yaml.Of(
                    "lr: {values: [1, 2]}",
                    siamese: siamese,
                    more: $"metric: {{name: {metric}, goal: "
                        + $"{(metric.EndsWith("auc", StringComparison.Ordinal) ? "maximize" : "minimize")}}}"
                ))
            .Warnings.SingleOrDefault(w => w.Path == "siamese.validation_identities");
        Assert.Equal(says is null, warning is null);
        Assert.Contains(says ?? "", warning?.Message ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("values: [80, 100]", "", 60, null)]
    [InlineData("values: [20, 30]", "", 40, "beyond the 30 epochs")]
    [InlineData("value: 30", "", 40, "beyond the 30 epochs")]
    [InlineData("values: [20, null]", "", 40, null)]
    [InlineData("min: 10, max: 30", "", 30, null)]
    [InlineData("min: 10, max: 30", "", 31, "beyond the 30 epochs")]
    [InlineData("distribution: q_uniform, q: 10, min: 10, max: 100", "", 60, null)]
    [InlineData("values: [20, 30]", ", when: {epochs: {margin: 1}}", 40, null)]
    [InlineData("values: [20, 30]", ", when: {epochs: {margin: 1}}", 51, "beyond the 50 epochs")]
    public void A_first_band_is_held_against_the_most_epochs_that_a_trial_can_have(string epochs, string more, int band, string? says)
    {
        SweepParseResult result = Yaml.Parse(
            Yaml.Of(
                $"margin: {{values: [1, 2]}}, epochs: {{{epochs}}}",
                siamese: $"{{epochs: 50{more}}}",
                more: $"early_terminate: {{type: hyperband, min_iter: {band}, strict: true}}"));
        Assert.NotNull(result.Definition);
        SweepDiagnostic? warning = result.Warnings.SingleOrDefault(w => w.Line == 5);
        Assert.Equal(says is null, warning is null);
        Assert.Contains(says ?? "", warning?.Message ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Of_drawn_people_a_fifth_are_for_the_test_and_two_must_be_left_to_train()
    {
        Assert.Equal(
            30,
            Yaml.Accept(
                Yaml.Of("lr: {value: 1}", siamese: "{dataset: {kind: synthetic, people: 40}, validation_identities: 30}")
            ).Siamese.ValidationIdentities);
        Assert.Contains(
            "at most 30",
            Yaml.Refuse(Yaml.Of("lr: {value: 1}", siamese: "{dataset: {kind: synthetic, people: 40}, validation_identities: 31}"))
                .Single()
                .Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Without_validation_people_the_metric_must_be_named_and_then_the_file_is_accepted() =>
        Assert.Equal(
            0,
            Yaml.Accept(
                Yaml.Of("lr: {value: 1}", siamese: "{dataset: {kind: orl}, validation_identities: 0}", more: "metric: {name: test.eer}")
            ).Siamese.ValidationIdentities);
}
