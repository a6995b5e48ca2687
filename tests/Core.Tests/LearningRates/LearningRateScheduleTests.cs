using System.Text.Json;
using SiameseSweep.Core.LearningRates;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.TestKit;

namespace SiameseSweep.Core.Tests.LearningRates;

/// <summary>Every step's rate against PyTorch's schedulers (make_schedules.py).</summary>
public sealed class LearningRateScheduleTests
{
    private const double Tolerance = 1e-15; // of rates up to 2e-3
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private static readonly Case[] Cases = Read(Fixture("schedules.json"));

    public static TheoryData<int, string> All => new(Cases.Select(
        (c, i) => (i, FormattableString.Invariant($"{c.Schedule}, {c.Warmup} of {c.Epochs} epochs of {c.StepsPerEpoch} steps"))));

    [Theory]
    [MemberData(nameof(All))]
    public void Every_step_has_the_rate_that_pytorch_gives_it(int index, string name)
    {
        Case expected = Cases[index];
        Close(expected.Rates, Rates(expected), name);
        if (expected.Composed is { } composed)
        {
            Close(composed, Rates(expected), $"{name}, warm-up and then cosine");
        }
    }

    [Fact]
    public void Every_schedule_is_held_against_pytorch_with_warm_up_and_without() => Assert.Equal(
        Enum.GetValues<ScheduleKind>().SelectMany(k => new[] { (k, false), (k, true) }),
        Cases.Select(c => (Kind(c), c.Warmup > 0)).Distinct().Order());

    [Fact]
    public async Task The_committed_numbers_are_what_the_script_writes_with_the_pytorch_of_this_machine()
    {
        using TemporaryDirectory folder = new();
        string file = Path.Combine(folder.Path, "schedules.json");
        await Python.Run("torch", Fixture("make_schedules.py"), file);
        Assert.All(Cases.Zip(Read(file)), pair => Close(pair.First.Rates, pair.Second.Rates, pair.First.Schedule));
    }

    [Fact]
    public void A_constant_rate_without_warm_up_is_the_very_rate()
    {
        LearningRateSchedule schedule = new(ScheduleKind.Constant, 0.1 / 3, 0, 5, 6);
        Assert.All(Enumerable.Range(0, 30), step => Assert.Equal(0.1 / 3, schedule.At(step)));
    }

    [Theory]
    [InlineData(ScheduleKind.Constant, false)]
    [InlineData(ScheduleKind.Cosine, true)]
    [InlineData(ScheduleKind.OneCycle, true)]
    public void A_schedule_depends_on_the_length_exactly_where_more_epochs_change_a_rate(ScheduleKind kind, bool depends)
    {
        double[] Rates(int epochs) =>
            [.. Enumerable.Range(0, 12).Select(new LearningRateSchedule(kind, 1e-3, 1.5, epochs, 4).At)];

        Assert.Equal(depends, kind.DependsOnLength);
        Assert.Equal(depends, !Rates(3).SequenceEqual(Rates(4)));
    }

    private static ScheduleKind Kind(Case c) => Enum.GetValues<ScheduleKind>().Single(k => ParameterCatalog.NameOf(k) == c.Schedule);

    private static double[] Rates(Case c)
    {
        LearningRateSchedule schedule = new(Kind(c), c.LearningRate, c.Warmup, c.Epochs, c.StepsPerEpoch);
        return [.. Enumerable.Range(0, c.Epochs * c.StepsPerEpoch).Select(schedule.At)];
    }

    private static void Close(double[] expected, double[] found, string what)
    {
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.True(
            Math.Abs(pair.First - pair.Second) <= Tolerance, $"{what}: {pair.Second} for {pair.First}"));
    }

    private static Case[] Read(string file) => JsonSerializer.Deserialize<Case[]>(File.ReadAllText(file), Options)!;

    private static string Fixture(string name) => Path.Combine(Repository.Root, "tests", "Core.Tests", "LearningRates", name);

    private sealed record Case(
        string Schedule, double LearningRate, double Warmup, int Epochs, int StepsPerEpoch, double[] Rates, double[]? Composed);
}
