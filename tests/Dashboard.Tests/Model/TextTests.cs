using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Dashboard.Model;
using SiameseSweep.TestKit;

namespace SiameseSweep.Dashboard.Tests.Model;

public sealed class TextTests
{
    private static readonly RunId Run = new("orl-losses-7f3a", 3, 0, 1);

    [Theory]
    [InlineData(0.08532, "0.0853")]
    [InlineData(0.00002, "2e-5")]
    [InlineData(123.456, "123.5")]
    [InlineData(0.0, "0.0000")]
    [InlineData(double.NaN, "–")]
    [InlineData(double.NegativeInfinity, "−∞")]
    public void Metrics_read_well(double value, string text) => Assert.Equal(text, Format.Metric(value));

    [Theory]
    [InlineData(999, "999 B")]
    [InlineData(162_400_000, "162.4 MB")]
    [InlineData(3_210_000_000, "3.21 GB")]
    public void Sizes_read_well(long bytes, string text) => Assert.Equal(text, Format.Bytes(bytes));

    [Theory]
    [InlineData(0.4, "under 1 s")]
    [InlineData(75, "1 min 15 s")]
    [InlineData(7_260, "2 h 1 min")]
    [InlineData(200_000, "2 d 7 h")]
    public void Spans_of_time_name_their_two_largest_units(double seconds, string text) =>
        Assert.Equal(text, Format.Duration(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void A_comparison_s_address_can_be_read_back()
    {
        RunId other = Run with { Trial = 0 };
        string list = Uri.UnescapeDataString(DashboardUrls.Compare([Run, other]).Split('=')[1]);
        Assert.Equal([Run, other], DashboardUrls.ParseRuns(list).Runs);
    }

    [Fact]
    public void Garbage_in_a_comparison_s_address_is_named_and_doubles_count_once()
    {
        (IReadOnlyList<RunId> runs, IReadOnlyList<string> unreadable) = DashboardUrls.ParseRuns($"{Run},<script>,{Run},a.b.c.d,");
        Assert.Equal([Run], runs);
        Assert.Equal(["<script>", "a.b.c.d"], unreadable);
    }

    [Fact]
    public void Ids_are_escaped_in_addresses() => Assert.Equal("/sweeps/a%2Fb%3F%22", DashboardUrls.Sweep("a/b?\""));

    [Fact]
    public void Parameters_keep_the_record_s_order_and_small_numbers_stay_short()
    {
        IReadOnlyDictionary<string, string> parameters = ParameterText.Read(
            """{"loss":"softmax","margin":null,"learning_rate":0.0005,"batch_size":32,"invert":false,"augment":["flip","shift"]}"""
        );
        // an older build's null is a parameter that does not apply
        Assert.Equal(["softmax", "5e-4", "32", "false", "flip+shift"], parameters.Values);
        Assert.Equal("none", ParameterText.Read("""{"clip_norm":null}""")["clip_norm"]);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[1]")]
    public void Parameters_that_are_no_object_are_shown_as_they_are(string json) =>
        Assert.Equal(json, ParameterText.Read(json)["parameters"]);

    [Theory]
    [InlineData(LossKind.Contrastive, "contrastive 2")]
    [InlineData(LossKind.Cosface, "cosface 0.35 scale 16")]
    [InlineData(LossKind.Supcon, "supcon scale 10")]
    [InlineData(LossKind.Softmax, "softmax")]
    public void A_loss_is_named_with_what_its_chance_floor_depends_on(LossKind loss, string words) =>
        Assert.Equal(words, ParameterText.OfLoss(new RunConfiguration().WithLoss(loss)));

    [Fact]
    public void Only_what_varies_describes_a_trial()
    {
        Dictionary<string, string> a = new() { ["loss"] = "triplet", ["margin"] = "1" },
            b = new() { ["loss"] = "triplet", ["margin"] = "2" };
        IReadOnlyList<string> varying = TrialParameters.Varying([a, b]);
        Assert.Equal(["margin"], varying);
        Assert.Equal("margin 2", ParameterText.Describe(b, varying));
    }

    [Fact]
    public void An_event_says_its_reason_first()
    {
        EventRow row = new(1, DateTimeOffset.UnixEpoch, "s", Run, "prune_decision", """{"epoch":9,"value":0.31042,"reason":"Too slow."}""");
        Assert.Equal("prune decision", EventText.Kind(row));
        Assert.Equal("Too slow. · epoch 9 · value 0.3104", EventText.Detail(row));
        Assert.Equal("plain", EventText.Detail(row with { Detail = "plain" }));
        Assert.Equal(
            "trial 3 · explanation method random, drawn again 0",
            EventText.Detail(
                row with
                {
                    Kind = "trial_proposed",
                    Detail = """{"trial":3,"explanation":{"method":"random","drawn_again":0}}""",
                }));
    }

    [Fact]
    public void A_prune_decision_says_whether_the_run_goes_on_and_why()
    {
        EventRow row = new(
            1,
            DateTimeOffset.UnixEpoch,
            "s",
            Run,
            "prune_decision",
            """{"method":"hyperband","band":8,"value":0.17588,"threshold":0.3778,"peers":11,"prune":false}"""
        );
        Assert.Equal("continues: hyperband at epoch 8, 0.1759 against 0.3778, from 11 runs", EventText.Detail(row));
        Assert.StartsWith(
            "ended: ",
            EventText.Detail(row with { Detail = row.Detail.Replace("false", "true", StringComparison.Ordinal) }),
            StringComparison.Ordinal);
    }
}
