using System.Text.Json;
using SiameseSweep.Core.LearningRates;
using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Mining;
using SiameseSweep.Core.Models;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.TestKit;

namespace SiameseSweep.Core.Tests.Sweeps;

public sealed class TrialParametersTests
{
    [Fact]
    public void The_names_are_those_of_the_contract_and_every_default_is_there()
    {
        Assert.Equal(
            """{"model":"siamese","loss":"contrastive","margin":2,"learning_rate":0.0005,"batch_size":32,"epochs":"""
                + """50,"optimizer":"adam","weight_decay":0,"dropout":0,"embedding_size":5,"image_size":100,"normalize":"""
                + """false,"clip_norm":null,"schedule":"constant","warmup":0,"ema":0,"input":"grey","flip_embedding":"""
                + """false,"whiten":"none","invert":false,"augment":"none","mining":"random"}""",
            TrialParameters.ToJson(new RunConfiguration()));
    }

    [Fact]
    public void Another_model_writes_its_width_and_no_normalization()
    {
        Assert.Equal(
            """{"model":"convnet","loss":"softmax","learning_rate":0.0005,"batch_size":32,"epochs":50,"optimizer":"adam","weight_decay":"""
                + """0,"dropout":0,"embedding_size":64,"image_size":32,"width":24,"label_smoothing":0,"clip_norm":"""
                + """null,"schedule":"constant","warmup":0,"ema":0,"input":"grey","flip_embedding":false,"whiten":"none","invert":"""
                + """false,"augment":"none"}""",
            TrialParameters.ToJson(
                TrialParameters.FromJson(
                    """{"model":"convnet","width":24,"normalize":true,"loss":"softmax","margin":null,"mining":"hard"}"""
                )));
    }

    [Theory]
    [InlineData("cosface", "\"margin\":0.35,\"scale\":16,", "\"images_per_person\":4,")]
    [InlineData("arcface", "\"margin\":0.5,\"scale\":16,", "\"images_per_person\":4,")]
    [InlineData("supcon", "\"scale\":10,", "\"images_per_person\":4,")]
    [InlineData("softmax", "", "\"label_smoothing\":0,")]
    public void Another_loss_writes_the_parameters_that_it_has(string loss, string first, string then) =>
        Assert.Equal(
            $$"""{"model":"siamese","loss":"{{loss}}",{{first}}"learning_rate":0.0005,"batch_size":"""
                + $$"""32,"epochs":50,"optimizer":"adam","weight_decay":0,"dropout":0,"embedding_size":5,"image_size":"""
                + $$"""100,"normalize":false,{{then}}"clip_norm":null,"schedule":"constant","warmup":"""
                + $$"""0,"ema":0,"input":"grey","flip_embedding":false,"whiten":"none","invert":false,"augment":"none"}""",
            TrialParameters.ToJson(
                TrialParameters.FromJson(
                    $$"""{"loss":"{{loss}}"{{(loss == "softmax" ? ",\"scale\":3" : ",\"label_smoothing\":0.1")}},"mining":"hard"}""")));

    [Theory]
    [InlineData("siamese", 5, 100)]
    [InlineData("convnet", 64, 32)]
    [InlineData("resnet", 64, 32)]
    public void Sizes_that_nothing_gives_are_the_models(string model, int embeddingSize, int imageSize)
    {
        RunConfiguration defaults = TrialParameters.FromJson($$"""{"model":"{{model}}"}""");
        Assert.Equal((embeddingSize, imageSize), (defaults.EmbeddingSize, defaults.ImageSize));
        RunConfiguration given = TrialParameters.FromJson($$"""{"model":"{{model}}","embedding_size":7,"image_size":48}""");
        Assert.Equal((7, 48), (given.EmbeddingSize, given.ImageSize));
    }

    [Fact]
    public void What_builds_without_other_models_wrote_is_a_trial_of_the_seeds_network() =>
        Assert.Equal(
            new RunConfiguration(),
            TrialParameters.FromJson(
                """{"loss":"contrastive","margin":2,"learning_rate":0.0005,"batch_size":32,"epochs":50,"optimizer":"adam","weight_decay":"""
                    + """0,"dropout":0,"embedding_size":5,"image_size":100,"invert":false,"augment":"none","mining":"random"}"""
            ));

    [Fact]
    public void Any_configuration_comes_back_as_it_was()
    {
        RunConfiguration[] all =
        [
            new(),
            new() { Loss = LossKind.Softmax, Margin = null },
            new() { Loss = LossKind.Cosine, Margin = 0.3 },
            new()
            {
                LearningRate = 1.2345678901234567e-5,
                Augment = Augmentations.Flip | Augmentations.Light,
                Mining = MiningKind.Semihard,
            },
            new()
            {
                Model = ModelKind.Convnet,
                Width = 24,
                ImageSize = 48,
                EmbeddingSize = 32,
            },
            new() { Model = ModelKind.Resnet },
            new() { Normalize = true },
            new RunConfiguration().WithLoss(LossKind.Cosface) with { Scale = 24.5, ImagesPerPerson = 8 },
            new RunConfiguration().WithLoss(LossKind.Supcon),
            new RunConfiguration().WithLoss(LossKind.Softmax) with { ImagesPerPerson = 2, LabelSmoothing = 0.1 },
            new()
            {
                ClipNorm = 0.5,
                Schedule = ScheduleKind.OneCycle,
                Warmup = 2.5,
                Ema = 0.999,
            },
            new()
            {
                Input = InputKind.Both, FlipEmbedding = true, Whiten = Whitening.Within, AugmentStrength = 1.5,
                Augment = Augmentations.Rotate | Augmentations.Scale | Augmentations.Erase,
            },
            new() { Input = InputKind.Contrast },
            new()
            {
                Augment = Augmentations.Shift,
                Invert = true,
                Dropout = 0.25,
                Optimizer = OptimizerKind.Adamw,
                WeightDecay = 1e-4,
                Epochs = 3,
                ImageSize = 64,
                EmbeddingSize = 128,
                BatchSize = 7,
            },
        ];
        Assert.All(all, c => Assert.Equal(c, TrialParameters.FromJson(TrialParameters.ToJson(c))));
    }

    [Fact]
    public void Parameters_that_do_not_apply_are_left_out()
    {
        RunConfiguration softmax = new() { Loss = LossKind.Softmax, Margin = null };
        string[] names = [.. JsonElement.Parse(TrialParameters.ToJson(softmax)).EnumerateObject().Select(p => p.Name)];
        Assert.Equal(ParameterCatalog.All.Select(p => p.Name)
                .Except(["margin", "mining", "width", "scale", "images_per_person", "augment_strength"]), names);
    }

    [Fact]
    public void A_strength_is_written_where_an_augmentation_has_one()
    {
        Assert.DoesNotContain("augment_strength", TrialParameters.ToJson(new RunConfiguration { Augment = Augmentations.Flip }));
        Assert.Contains(
            "\"augment_strength\":1,",
            TrialParameters.ToJson(new RunConfiguration { Augment = Augmentations.Flip | Augmentations.Erase }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_older_builds_wrote_where_a_parameter_does_not_apply_is_read()
    {
        RunConfiguration read = TrialParameters.FromJson("""{"loss":"softmax","margin":null,"epochs":7,"mining":"random"}""");
        Assert.Equal(new RunConfiguration { Loss = LossKind.Softmax, Margin = null, Epochs = 7 }, read);
    }

    [Fact]
    public void Trials_differ_in_what_applies_to_several_of_them_and_names_are_in_the_catalogs_order()
    {
        Dictionary<string, string> softmax = new() { ["dropout"] = "0", ["loss"] = "softmax" };
        Dictionary<string, string> narrow = new() { ["margin"] = "1", ["loss"] = "triplet", ["dropout"] = "0" };
        Assert.Equal(["loss"], TrialParameters.Varying([softmax, narrow]));
        Assert.Equal(
            ["loss", "margin"],
            TrialParameters.Varying([softmax, narrow, new Dictionary<string, string>(narrow) { ["margin"] = "2" }]));
        Assert.Equal(["loss", "margin", "dropout", "colour"], TrialParameters.InOrder(["dropout", "colour", "margin", "loss", "margin"]));
    }

    [Theory]
    [InlineData("""{"margin":null}""", false)]
    [InlineData("""{"clip_norm":null}""", true)]
    [InlineData("""{"clip_norm":1}""", true)]
    [InlineData("""{"momentum":null}""", false)]
    public void Null_means_none_of_a_parameter_that_always_applies_and_else_that_it_does_not(string json, bool applies) =>
        Assert.Equal(applies, TrialParameters.Applies(JsonElement.Parse(json).EnumerateObject().Single()));

    [Fact]
    public void Text_that_this_build_cannot_read_is_no_configuration()
    {
        Assert.Null(TrialParameters.TryFromJson("""{"momentum":0.9}"""));
        Assert.Null(TrialParameters.TryFromJson("not json"));
        Assert.Equal(new RunConfiguration(), TrialParameters.TryFromJson("{}"));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"margn":1}""")]
    [InlineData("""{"margin":-1}""")]
    [InlineData("""{"loss":"hinge"}""")]
    [InlineData("""{"model":"transformer"}""")]
    [InlineData("""{"width":2}""")]
    [InlineData("""{"augment_strength":0}""")]
    [InlineData("""{"input":"colour"}""")]
    [InlineData("""{"whiten":true}""")]
    [InlineData("""{"margin":{}}""")]
    [InlineData("""{"schedule":"onecycle"}""")]
    [InlineData("""{"ema":1}""")]
    public void What_is_no_trial_is_a_format_error(string json) => Assert.Throws<FormatException>(() => TrialParameters.FromJson(json));
}
