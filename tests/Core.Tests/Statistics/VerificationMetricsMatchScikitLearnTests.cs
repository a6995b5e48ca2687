using System.Text.Json;
using SiameseSweep.Core.Statistics;
using SiameseSweep.TestKit;

namespace SiameseSweep.Core.Tests.Statistics;

public sealed class VerificationMetricsMatchScikitLearnTests
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Core.Tests", "Statistics");

    private static readonly Case[] Committed = Read(Path.Combine(Folder, "verification_metrics.json"));

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Committed.Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Metrics_are_those_of_scikit_learn(int index)
    {
        Case expected = Committed[index];
        VerificationMetrics m = VerificationMetrics.Compute(expected.Dissimilarities, expected.Different, expected.Threshold);
        Assert.Equal(expected.Auc ?? double.NaN, m.Auc, 1e-12);
        Assert.Equal(expected.Eer ?? double.NaN, m.Eer, 1e-12);
        Assert.Equal(expected.Accuracy ?? double.NaN, m.Accuracy, 1e-12);
        Assert.Equal(expected.Far ?? double.NaN, m.Far, 1e-12);
        Assert.Equal(expected.Frr ?? double.NaN, m.Frr, 1e-12);
    }

    [Fact]
    public async Task The_committed_numbers_are_what_the_script_writes_with_the_scikit_learn_of_this_machine()
    {
        using TemporaryDirectory folder = new();
        string file = folder.File("verification_metrics.json");
        await Python.Run("sklearn", Path.Combine(Folder, "make_verification_metrics.py"), file);
        Case[] fresh = Read(file);
        Assert.Equal(Committed.Length, fresh.Length);
        foreach ((Case a, Case b) in Committed.Zip(fresh))
        {
            Assert.Equal(a.Dissimilarities, b.Dissimilarities);
            Assert.Equal(a.Different, b.Different);
            Assert.Equal(a.Auc ?? double.NaN, b.Auc ?? double.NaN, 1e-12);
            Assert.Equal(a.Eer ?? double.NaN, b.Eer ?? double.NaN, 1e-12);
            Assert.Equal(a.Accuracy ?? double.NaN, b.Accuracy ?? double.NaN, 1e-12);
        }
    }

    private static Case[] Read(string file) => JsonSerializer.Deserialize<Case[]>(File.ReadAllText(file), Options)!;

    private sealed record Case(
        float[] Dissimilarities, bool[] Different, double Threshold, double? Auc, double? Eer, double? Accuracy, double? Far, double? Frr);
}
