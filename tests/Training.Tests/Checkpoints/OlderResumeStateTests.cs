using System.Text.Json.Nodes;
using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Tests.Runs;

namespace SiameseSweep.Training.Tests.Checkpoints;

/// <summary>Resume states that another build wrote, with other words for the same parameters.</summary>
public sealed class OlderResumeStateTests
{
    private static readonly RunConfiguration Softmax = TrainingBench.Small() with { Loss = LossKind.Softmax, Margin = null };

    public static TheoryData<string, string, bool> States =>
        new()
        {
            // What this build's parents wrote: null and a word where a parameter does not apply.
            {
                "softmax",
                """{"loss":"softmax","margin":null,"learning_rate":0.001,"batch_size":4,"epochs":1,"optimizer":"adam","weight_decay":"""
                    + """0,"dropout":0,"embedding_size":5,"image_size":16,"invert":false,"augment":"none","mining":"random"}""",
                true
            },
            // What a build would write that knows neither augmentation nor mining, in an order of its own.
            {
                "contrastive",
                """{"image_size":16,"embedding_size":5,"loss":"contrastive","margin":2.0,"learning_rate":1e-3,"batch_size":4,"epochs":"""
                    + """1,"optimizer":"adam","weight_decay":0,"dropout":0,"invert":false}""",
                true
            },
            { "contrastive", """{"image_size":16,"margin":1,"learning_rate":1e-3,"batch_size":4,"epochs":1}""", false },
            // What a later build may write: a parameter that this one does not know.
            { "contrastive", """{"image_size":16,"learning_rate":1e-3,"batch_size":4,"epochs":1,"momentum":0.8}""", false },
        };

    [Theory]
    [MemberData(nameof(States))]
    public void A_state_is_resumed_exactly_where_it_means_the_same_parameters(string loss, string written, bool resumes)
    {
        RunConfiguration configuration = loss == "softmax" ? Softmax : TrainingBench.Small();
        using TrainingBench undisturbed = new(), paused = new();
        RecordingReporter whole = undisturbed.Train(TrainingBench.Assignment(configuration));
        paused.TrainUntil(1, TrainingBench.Assignment(configuration));
        Rewrite(paused, written);

        RecordingReporter rest = paused.Train(TrainingBench.Assignment(configuration, attempt: 2));
        int from = rest.Of<StartedReport>().Single().FromStep;
        Assert.Equal(resumes, from > 0);
        Assert.Equal(!resumes, rest.Of<EventReport>().Any(e => e.Detail.Contains("with the parameters", StringComparison.Ordinal)));
        Assert.Equal(whole.Losses().Where(l => l.Key > from), rest.Losses());
    }

    private static void Rewrite(TrainingBench bench, string configuration)
    {
        string file = Path.Combine(
            bench.Home.Path,
            bench.Files().Single(f => Path.GetFileName(f).StartsWith("state-", StringComparison.Ordinal)));
        JsonNode state = JsonNode.Parse(File.ReadAllText(file))!;
        state["Basis"]!["Configuration"] = configuration;
        File.WriteAllText(file, state.ToJsonString());
    }
}
