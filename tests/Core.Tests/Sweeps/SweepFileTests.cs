using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.SweepFiles;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Tests.Sweeps;

public sealed class SweepFileTests
{
    [Fact]
    public void The_contracts_example_is_read_as_it_says()
    {
        SweepDefinition sweep = Yaml.Accept(Yaml.Valid);
        Assert.Equal("orl-losses", sweep.Name);
        Assert.Equal("random", sweep.Method);
        Assert.Equal(new MetricSpec(), sweep.Metric);
        Assert.Equal(20, sweep.RunCap);
        Assert.Equal("hyperband", sweep.EarlyTerminate!.Type);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["eta"] = "3",
                ["min_iter"] = "3",
                ["strict"] = "True",
            },
            sweep.EarlyTerminate.Settings.Texts);
        Assert.Equal(
            new SiameseOptions
            {
                Dataset = new DatasetSpec { Kind = DatasetKind.Orl },
                Replicates = 3,
            },
            sweep.Siamese);
        Assert.Equal(["batch_size", "learning_rate", "loss", "margin"], sweep.Space.Parameters.Select(p => p.Name));
        Assert.Equal(new RealDistribution(new LogUniformLaw(1e-5, 1e-2)), sweep.Space.Find("learning_rate")!.Distribution);
        Assert.Equal(Yaml.Valid, sweep.Yaml);
        Assert.Empty(Yaml.Parse(Yaml.Valid).Diagnostics);
    }

    [Fact]
    public void A_byte_order_mark_before_the_text_is_no_part_of_it()
    {
        // as Notepad saves it
        byte[] file = [0xEF, 0xBB, 0xBF, .. System.Text.Encoding.UTF8.GetBytes(Yaml.Valid.ReplaceLineEndings("\r\n"))];
        string text = System.Text.Encoding.UTF8.GetString(file);
        SweepDefinition sweep = Yaml.Accept(text);
        Assert.Equal("orl-losses", sweep.Name);
        Assert.Equal(text, sweep.Yaml); // the same bytes are the same sweep
    }

    [Fact]
    public void A_file_without_a_name_is_called_after_itself_and_everything_else_has_its_default()
    {
        SweepDefinition sweep = Yaml.Accept("method: grid\nparameters: {margin: {values: [1, 2]}}");
        Assert.Equal("some-sweep", sweep.Name);
        Assert.Equal("some-sweep", Yaml.Accept("name: ''\nmethod: grid\nparameters: {margin: {values: [1, 2]}}").Name);
        Assert.Equal(new SiameseOptions(), sweep.Siamese);
        Assert.Equal(new MetricSpec { Name = "validation.eer" }, sweep.Metric);
        Assert.Null(sweep.RunCap);
        Assert.Null(sweep.EarlyTerminate);
    }

    [Fact]
    public void Every_option_of_the_siamese_block_is_read()
    {
        SweepDefinition sweep = Yaml.Accept(Yaml.Of("margin: {values: [1, 2]}, dropout: {values: [0, 0.1]}", siamese: """
            {dataset: {kind: synthetic, people: 40, images: 6, seed: 7}, epochs: 9, seed: 3, replicates: 2, folds: 4,
             validation_identities: 6, checkpoints: {keep: 0}, budget: {device_hours: 1.5}, stop_hopeless: true,
             zip: [[margin, dropout]], when: {dropout: {loss: contrastive}}}
            """));
        Assert.Equal(
            new SiameseOptions
            {
                Dataset = new DatasetSpec { People = 40, Images = 6, Seed = 7 }, Epochs = 9, Seed = 3, Replicates = 2, Folds = 4,
                ValidationIdentities = 6, KeepCheckpoints = 0, BudgetDeviceHours = 1.5, StopHopeless = true,
            },
            sweep.Siamese);
        Assert.Equal([["margin", "dropout"]], sweep.Space.ZipGroups);
        Assert.Equal("dropout", sweep.Space.Conditions.Single().Parameter);
    }

    [Fact]
    public void A_folder_data_set_keeps_its_folders()
    {
        DatasetSpec data = Yaml.Accept(
            Yaml.Of("margin: {value: 1}", siamese: "{dataset: {kind: folder, train: a/b, test: c}}")
        ).Siamese.Dataset;
        Assert.Equal(
            new DatasetSpec
            {
                Kind = DatasetKind.Folder,
                Train = "a/b",
                Test = "c",
            },
            data);
    }

    [Fact]
    public void All_errors_of_a_file_come_at_once_in_order_with_line_column_value_and_remedy()
    {
        SweepDiagnostic[] errors = Yaml.Refuse("""
            method: randon
            parameters:
              margn: {values: [1.0]}
              learning_rate: {min: 0.1, max: 0.01}
              loss: {values: [contrastive, tripplet]}
            metric: {name: validation.err}
            siamese:
              epoch: 5
            """);
        Assert.Equal(
            [
                (1, 9, "method", "'randon'", "'random'"), (3, 3, "parameters.margn", "'margn'", "'margin'"),
                (4, 24, "parameters.learning_rate.min", "0.1", "Swap"), (5, 32, "parameters.loss.values[1]", "'tripplet'", "'triplet'"),
                (6, 16, "metric.name", "'validation.err'", "'validation.eer'"), (8, 3, "siamese.epoch", "'epoch'", "'epochs'"),
            ],
            errors.Select((e, i) => (e.Line, e.Column, e.Path, Part(e, i, 0), Part(e, i, 1))));

        static string Part(SweepDiagnostic e, int i, int which)
        {
            string[][] parts =
            [
                ["'randon'", "'random'"], ["'margn'", "'margin'"], ["0.1", "Swap"], ["'tripplet'", "'triplet'"],
                ["'validation.err'", "'validation.eer'"], ["'epoch'", "'epochs'"],
            ];
            Assert.Contains(parts[i][which], e.Message, StringComparison.Ordinal);
            return parts[i][which];
        }
    }
}
