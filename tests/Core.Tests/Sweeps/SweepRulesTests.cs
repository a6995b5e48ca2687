using SiameseSweep.Core.Losses;
using SiameseSweep.Core.SweepFiles;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Tests.Sweeps;

/// <summary>The additions to W&amp;B's schema (CONTRACT §2): names, domains, combinations, the block <c>siamese:</c>.</summary>
public sealed class SweepRulesTests
{
    [Theory]
    [InlineData("loss: {value: hinge}", "'hinge'")]
    [InlineData("loss: {values: [Contrastive]}", "'contrastive'")]
    [InlineData("loss: {min: 1, max: 2}", "takes no numbers")]
    [InlineData("margin: {value: 0}", "above 0")]
    [InlineData("margin: {values: [1, -1]}", "above 0")]
    [InlineData("margin: {value: '1.0'}", "quotes")]
    [InlineData("margin: {value: true}", "above 0")]
    [InlineData("margin: {value: [1]}", "above 0")]
    [InlineData("lr: {value: 0}", "learning_rate is 0")]
    [InlineData("batch: {value: 1}", "batch_size is 1")]
    [InlineData("batch_size: {value: 2.5}", "whole number")]
    [InlineData("batch_size: {min: 2.0, max: 64.0}", "int_uniform")]
    [InlineData("batch_size: {distribution: log_uniform_values, min: 2, max: 64}", "q_log_uniform_values")]
    [InlineData("batch_size: {value: 3000000000}", "whole number")]
    [InlineData("epochs: {value: 0}", "at least 1")]
    [InlineData("optimizer: {value: rmsprop}", "'rmsprop'")]
    [InlineData("weight_decay: {value: -0.1}", "0 or above")]
    [InlineData("dropout: {value: 1}", "below 1")]
    [InlineData("embedding_size: {value: 1}", "at least 2")]
    [InlineData("image_size: {values: [15, 257]}", "16 to 256")]
    [InlineData("image_size: {value: 300}", "(convnet, resnet: from 24)")]
    [InlineData("model: {value: convnets}", "'convnet'")]
    [InlineData("model: {value: convnet}, width: {values: [3, 129]}", "4 to 128")]
    [InlineData("normalize: {value: yes please}", "true or false")]
    [InlineData("loss: {value: cosface}, margin: {values: [0.5, 1.0]}", "margin must be below 1.")]
    [InlineData("loss: {value: arcface}, margin: {values: [0.5, 1.6]}", "margin must be below π/2.")]
    [InlineData("loss: {value: arcface}, margin: {min: 1.6, max: 2.5}", "No draw")]
    [InlineData("loss: {value: supcon}, scale: {values: [0, 10]}", "scale is 0, but must be above 0")]
    [InlineData("loss: {value: softmax}, label_smoothing: {values: [0, 1]}", "label_smoothing is 1, but must be at least 0 and below 1")]
    [InlineData("loss: {value: cosface}, images_per_person: {value: 1}", "images_per_person is 1, but must be a whole number of at least "
        + "2")]
    [InlineData("loss: {value: cosface}, batch_size: {value: 30}", "must be a multiple of 4, and at least 8")]
    [InlineData("loss: {value: supcon}, batch_size: {value: 4}", "must be a multiple of 4, and at least 8")]
    [InlineData("loss: {value: softmax}, images_per_person: {value: 6}", "must be a multiple of 6, and at least 12")]
    [InlineData(
        "loss: {value: arcface}, batch_size: {values: [60, 64]}",
        "A batch_size of 64 with images_per_person 4 needs 16 people, and 15 train. Lower batch_size to at most 60"
    )]
    [InlineData("model: {value: resnet}, image_size: {value: 20}", "too small for the model resnet: it must be at least 24")]
    [InlineData("clip_norm: {values: [0, 1]}", "clip_norm is 0, but must be above 0")]
    [InlineData("schedule: {value: onecycle}", "'one_cycle'")]
    [InlineData("schedule: {value: 1}", "does not exist")]
    [InlineData("warmup: {value: -1}", "0 or above")]
    [InlineData("warmup: {value: 50}", "A warmup of 50 epochs takes all 50 epochs of the run: it must be below epochs.")]
    [InlineData("warmup: {value: 2}, epochs: {value: 2}, schedule: {value: one_cycle}", "must be below epochs")]
    [InlineData("ema: {value: 1}", "below 1")]
    [InlineData("ema: {value: -0.1}", "at least 0")]
    [InlineData("invert: {value: 1}", "true or false")]
    [InlineData("augment: {value: rotate}, augment_strength: {values: [0, -1]}", "augment_strength is 0, but must be above 0")]
    [InlineData("augment_strength: {value: strong}", "augment_strength is strong, but must be above 0")]
    [InlineData("input: {value: gray}", "'grey'")]
    [InlineData("input: {values: [[grey, contrast]]}", "input")]
    [InlineData("flip_embedding: {value: sometimes}", "true or false")]
    [InlineData("whiten: {value: between}", "'between'")]
    [InlineData("augment: {value: blur}", "'blur'")]
    [InlineData("augment: {values: [[flip, blur]]}", "'blur'")]
    [InlineData("augment: {values: [[none, flip]]}", "'none'")]
    [InlineData("augment: {value: 3}", "one or a list")]
    [InlineData("augment: {value: []}", "is a list, but must be none")]
    [InlineData("augment: {value: [[flip], light]}", "is a list, but must be none")]
    [InlineData("mining: {value: easy}", "'easy'")]
    [InlineData("margn: {value: 1}", "'margin'")]
    [InlineData("loss: {value: cosine}, margin: {values: [0.5, 1.0]}", "below 1")]
    [InlineData("loss: {value: cosine}, margin: {min: 1.5, max: 2.5}", "No draw")]
    [InlineData("margin: {min: -3.5, max: -2.5}", "No draw")]
    [InlineData("mining: {value: hard}, batch_size: {value: 3}", "at least 4")]
    public void A_value_outside_its_domain_is_an_error(string parameters, string says) =>
        Assert.Contains(Yaml.Refuse(Yaml.Of(parameters)), e => e.Message.Contains(says, StringComparison.Ordinal));

    [Theory]
    [InlineData("margin: {distribution: normal, mu: 0, sigma: 1}", "drawn again")]
    [InlineData("loss: {values: [contrastive, cosine]}, margin: {min: 0.5, max: 1.5}", "combinations")]
    [InlineData("loss: {values: [softmax, triplet]}, margin: {values: [1, 2]}", "softmax")]
    [InlineData("loss: {value: softmax}, margin: {values: [1, 2]}", "the only loss")]
    [InlineData("loss: {values: [softmax, triplet]}, mining: {values: "
        + "[hard, random]}", "softmax, one of the losses, has nothing to mine: mining is ignored")]
    [InlineData("loss: {values: [cosface, triplet]}, scale: {values: "
        + "[8, 16]}", "triplet, one of the losses, has no scale: scale is ignored")]
    [InlineData("loss: {value: supcon}, margin: {values: [0.1, 0.2]}", "supcon, the only loss here, has no margin: margin is ignored")]
    [InlineData("loss: {value: supcon}, mining: {values: [all, hard]}", "supcon, the only loss here, has nothing to mine")]
    [InlineData("images_per_person: {values: [2, 4]}", "contrastive, the only loss here, does not draw its batches by person")]
    [InlineData(
        "loss: {values: [softmax, cosface]}, label_smoothing: {min: 0.0, max: 0.2}",
        "cosface, one of the losses, has no labels to smooth: label_smoothing is ignored"
    )]
    [InlineData("loss: {values: [contrastive, cosface]}, batch_size: {values: [16, 30]}", "combinations cannot work")]
    [InlineData("width: {values: [8, 16]}", "siamese, the only model here, has no width")]
    [InlineData("model: {values: [siamese, convnet]}, width: {values: [8, 16]}", "siamese, one of the models, has no width")]
    [InlineData(
        "model: {values: [convnet, siamese]}, normalize: {values: [true, false]}",
        "convnet, one of the models, always normalizes its embeddings"
    )]
    [InlineData("model: {values: [siamese, convnet]}, image_size: {values: [16, 32]}", "combinations cannot work")]
    [InlineData("epochs: {values: [2, 20]}, warmup: {values: [1, 5]}", "combinations cannot work")]
    [InlineData("augment_strength: {values: [1, 2]}", "augment_strength is ignored there")]
    [InlineData("augment: {values: [[flip, erase], flip]}, augment_strength: {values: [1, 2]}", "augment_strength is ignored there")]
    public void What_is_drawn_again_or_ignored_is_warned_of(string parameters, string says)
    {
        SweepParseResult result = Yaml.Parse(Yaml.Of(parameters));
        Assert.NotNull(result.Definition);
        Assert.Contains(result.Warnings, w => w.Line == 3 && w.Message.Contains(says, StringComparison.Ordinal));
    }

    [Fact]
    public void Batches_by_person_are_judged_by_the_people_that_the_smallest_fold_trains_on()
    {
        // Of 40 people a third (14 at most) test and 5 validate: 21 train.
        string Of(int batch) =>
            Yaml.Of($"loss: {{value: cosface}}, batch_size: {{value: {batch}}}", siamese: "{dataset: {kind: orl}, folds: 3}");
        Assert.NotNull(Yaml.Parse(Of(84)).Definition);
        SweepDiagnostic error = Assert.Single(Yaml.Refuse(Of(88)));
        Assert.Equal("parameters.batch_size", error.Path);
        Assert.Contains("needs 22 people, and 21 train", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_smoothing_of_nothing_is_not_said_to_be_ignored() =>
        Assert.DoesNotContain(
            Yaml.Parse(Yaml.Of("loss: {value: cosface}, label_smoothing: {value: 0}")).Warnings,
            w => w.Path == "parameters.label_smoothing");

    [Fact]
    public void A_sweep_over_clipping_may_try_none() =>
        Assert.Empty(Yaml.Parse(Yaml.Of("clip_norm: {values: [null, 1.0]}, schedule: {values: [constant, one_cycle]}")).Errors);

    [Fact]
    public void Of_margins_that_are_listed_for_cosine_alone_only_those_that_cannot_work_are_refused()
    {
        SweepDiagnostic error = Assert.Single(Yaml.Refuse(Yaml.Of("loss: {value: cosine}, margin: {values: [0.5, 1.0]}")));
        Assert.StartsWith("margin is 1, ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[softmax, triplet]", true)]
    [InlineData("[triplet, contrastive]", false)]
    public void A_margin_that_a_condition_keeps_from_softmax_is_not_said_to_be_ignored_there(string losses, bool warned)
    {
        SweepParseResult result = Yaml.Parse(
            Yaml.Of(
                "loss: {values: [softmax, triplet, contrastive]}, margin: {values: [1, 2]}, mining: {values: [hard, random]}",
                siamese: $"{{when: {{margin: {{loss: {losses}}}, mining: {{loss: {losses}}}}}}}"));
        Assert.NotNull(result.Definition);
        Assert.Equal(
            warned ? ["parameters.margin", "parameters.mining"] : [],
            result.Warnings.Where(w => w.Message.Contains("softmax", StringComparison.Ordinal)).Select(w => w.Path).Order());
    }

    [Fact]
    public void A_width_that_a_condition_keeps_from_the_seeds_network_is_not_said_to_be_ignored_there() =>
        Assert.DoesNotContain(
            Yaml.Parse(
                Yaml.Of("model: {values: [siamese, convnet]}, width: {values: [8, 16]}", siamese: "{when: {width: {model: convnet}}}")
            ).Warnings,
            w => w.Path == "parameters.width");

    [Theory]
    [InlineData("invert: {value: true}", true, "")]
    [InlineData("invert: {value: false}", false, "")]
    [InlineData("augment: {value: [light, flip]}", false, "flip,light")]
    [InlineData("augment: {value: 'light,flip'}", false, "flip,light")]
    [InlineData("augment: {value: [erase, scale, rotate, flip]}", false, "flip,rotate,scale,erase")]
    public void Booleans_and_lists_of_words_come_out_as_they_were_written_in_one_order(string parameter, bool invert, string augment)
    {
        RunConfiguration configuration = new Core.Samplers.RandomSampler()
            .Propose(new Core.Samplers.SamplingContext(Yaml.Accept(Yaml.Of(parameter)), 0, []))!
            .Configuration;
        Assert.Equal(invert, configuration.Invert);
        Assert.Equal(augment.Length == 0 ? "none" : augment, ParameterCatalog.Of("augment").Read(configuration).Text);
    }

    [Theory]
    [InlineData("batch_size: {min: 0, max: 7}", "outside the domain", 25)] // 0 and 1 of eight
    [InlineData("loss: {values: [contrastive, cosine]}, margin: {values: [0.5, 1.5]}", "cannot work", 25)]
    public void How_much_of_a_grid_is_left_out_is_said_to_within_chance(string parameters, string says, double percent)
    {
        string warning = Yaml.Parse(Yaml.Of(parameters, "grid"))
            .Warnings.Single(w => w.Message.Contains(says, StringComparison.Ordinal))
            .Message;
        double said = double.Parse(
            warning["About ".Length..warning.IndexOf(" %", StringComparison.Ordinal)],
            System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(said, percent - 5.5, percent + 5.5); // of a thousand draws: four standard deviations
    }

    [Theory]
    [InlineData("grid", "left out")]
    [InlineData("random", "drawn again")]
    public void What_lies_outside_the_domain_is_left_out_of_a_grid_and_drawn_again_elsewhere(string method, string says) =>
        Assert.EndsWith(
            $"and are {says}.",
            Yaml.Parse(Yaml.Of("batch_size: {min: 0, max: 4}", method)).Warnings.Single(w => w.Path == "parameters.batch_size").Message,
            StringComparison.Ordinal);

    [Fact]
    public void Random_and_bayes_without_a_run_cap_are_warned_of_and_a_grid_is_not()
    {
        foreach (string method in new[] { "random", "bayes" })
        {
            Assert.Contains(
                "run_cap",
                Yaml.Parse($"method: {method}\nparameters: {{margin: {{values: [1]}}}}").Warnings.Single().Message,
                StringComparison.Ordinal);
        }

        Assert.Empty(Yaml.Parse("method: grid\nparameters: {margin: {values: [1]}}").Warnings);
    }

    [Theory]
    [InlineData("lr: {min: 0.1, max: 0.2}")]
    [InlineData("lr: {distribution: log_uniform_values, min: 0.1, max: 0.2}")]
    [InlineData("lr: {distribution: normal, mu: 3}")]
    public void A_continuous_parameter_in_a_grid_is_refused(string parameters) =>
        Assert.Contains("continuous", Yaml.Refuse(Yaml.Of(parameters, "grid")).Single().Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("loss: {values: [contrastive, triplet]}", "{margin: {mining: random}, mining: {loss: contrastive}}")]
    [InlineData("loss: {values: [contrastive, triplet]}", "{mining: {loss: contrastive}, margin: {mining: random}}")]
    [InlineData("loss: {values: [contrastive, softmax]}", "{dropout: {mining: hard}}")]
    [InlineData("model: {values: [siamese, convnet]}, width: {values: [16, 32]}", "{dropout: {width: 16}}")]
    [InlineData("model: {values: [siamese, convnet]}, width: {values: [16, 32]}", "{width: {model: convnet}, dropout: {width: 32}}")]
    [InlineData(
        "loss: {values: [contrastive, softmax]}, optimizer: {values: [adam, sgd]}",
        "{dropout: {mining: hard}, mining: {loss: [contrastive, softmax]}, loss: {optimizer: sgd}}"
    )]
    public void What_is_drawn_hangs_on_what_the_trial_has_in_the_end_however_the_conditions_are_ordered(string parameters, string when)
    {
        SearchSpace space = Yaml.Accept(
            Yaml.Of(
                $"{parameters}, mining: {{values: [random, hard]}}, margin: {{values: [0.3, 0.6]}}, dropout: {{values: [0.1, 0.2]}}",
                "grid",
                $"{{when: {when}}}")
        ).Space;
        Assert.All(
            Combinations(space),
            values =>
            {
                RunConfiguration configuration = space.Configure(values, out HashSet<string> active)!;
                IEnumerable<string> expected = space.Parameters.Select(p => p.Name)
                    .Where(name =>
                        ParameterCatalog.Of(name).AppliesTo(configuration)
                        && space
                            .Conditions.Where(c => c.Parameter == name)
                            .All(c => c.Values.Any(ParameterCatalog.Of(c.On).Read(configuration).SameAs)));
                Assert.Equal(expected.Order(), active.Order());
            });

        static IEnumerable<ParameterValue[]> Combinations(SearchSpace space) =>
            space.Axes.Aggregate(
                (IEnumerable<ParameterValue[]>)
                    [
                        [],
                    ],
                (made, axis) =>
                    made.SelectMany(values =>
                        ((CategoricalDistribution)axis.Distribution).Values.Select(value => (ParameterValue[])[.. values, value])));
    }

    [Fact]
    public void Null_means_the_parameters_default() =>
        Assert.Equal(2, Yaml.Accept(Yaml.Of("margin: {values: [null]}", "grid")).Space.Configure([ParameterValue.Null])!.Margin);

    [Fact]
    public void Each_loss_has_its_own_defaults() =>
        Assert.Equal(
            ["2  ", "1  ", "  ", "0.5  ", "0.35 16 4", "0.5 16 4", " 10 4"],
            Enum.GetValues<LossKind>()
                .Select(l => ConfigurationRules.Build([new("loss", ParameterValue.Of(ParameterCatalog.NameOf(l)))], 50))
                .Select(c => FormattableString.Invariant($"{c.Margin} {c.Scale} {c.ImagesPerPerson}")));
}
