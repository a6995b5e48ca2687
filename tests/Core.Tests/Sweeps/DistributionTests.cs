using System.Diagnostics;
using System.Globalization;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Tests.Sweeps;

public sealed class DistributionTests
{
    [Fact]
    public void Normal_and_beta_laws_agree_with_SciPy()
    {
        const string Script = """
            import sys
            try:
                from scipy.stats import norm, beta
            except ImportError:
                sys.exit(77)
            for i in range(1, 200):
                u = i / 200
                print(repr(float(norm.ppf(u))), repr(float(norm.cdf(8 * u - 4))),
                    *(x for a, b in [(2, 5), (0.3, 0.7), (1, 1), (30, 4)]
                      for x in (repr(float(beta.ppf(u, a, b))), repr(float(beta.cdf(u, a, b))))))
            for u in (1e-12, 1e-6, 1 - 1e-9):
                print(repr(float(norm.ppf(u))), repr(float(norm.cdf(8 * u - 4))),
                    *(x for a, b in [(2, 5), (0.3, 0.7), (1, 1), (30, 4)]
                      for x in (repr(float(beta.ppf(u, a, b))), repr(float(beta.cdf(u, a, b))))))
            """;
        string output = Python(Script);
        double[] us = [.. Enumerable.Range(1, 199).Select(i => i / 200.0), 1e-12, 1e-6, 1 - 1e-9];
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(us.Length, lines.Length);
        (double A, double B)[] shapes = [(2, 5), (0.3, 0.7), (1, 1), (30, 4)];
        foreach ((double u, string line) in us.Zip(lines))
        {
            double[] scipy = [.. line.Split(' ').Select(x => double.Parse(x, CultureInfo.InvariantCulture))];
            Close(scipy[0], new NormalLaw(0, 1).Quantile(u), 1e-9);
            Close(scipy[1], new NormalLaw(0, 1).Cumulative((8 * u) - 4), 1e-12);
            for (int s = 0; s < shapes.Length; s++)
            {
                Close(scipy[2 + (2 * s)], new BetaLaw(shapes[s].A, shapes[s].B).Quantile(u), 1e-8);
                Close(scipy[3 + (2 * s)], new BetaLaw(shapes[s].A, shapes[s].B).Cumulative(u), 1e-9);
            }
        }
    }

    [Fact]
    public void A_draw_is_what_WandBs_ppf_gives()
    {
        static double At(string parameter, double u) =>
            Yaml.Accept(Yaml.Of($"margin: {parameter}")).Space.Find("margin")!.Distribution.Quantile(u).Number;
        Assert.Equal(1.25, At("{min: 1, max: 2.0}", 0.25), 12);
        Assert.Equal(3, At("{min: 1, max: 4}", 0.5), 12);
        Assert.Equal(4, At("{min: 1, max: 4}", 0.999), 12);
        Assert.Equal(0.1, At("{distribution: log_uniform_values, min: 0.01, max: 1}", 0.5), 12);
        Assert.Equal(Math.Pow(10, -0.5), At("{distribution: inv_log_uniform_values, min: 0.01, max: 1}", 0.25), 12);
        Assert.Equal(6, At("{distribution: q_uniform, min: 0.5, max: 5.5, q: 3}", 0.9), 12); // beyond the maximum, as W&B rounds
        Assert.Equal(2, At("{distribution: q_uniform, min: 0, max: 5, q: 2}", 0.5), 12); // 2.5/2 rounds to 1
        Assert.Equal(3, At("{distribution: normal, mu: 3, sigma: 0.5}", 0.5), 12);
        Assert.Equal(Math.E, At("{distribution: log_normal, mu: 1, sigma: 0}", 0.7), 12);
        Assert.Equal(2, At("{values: [1, 2, 3], probabilities: [0.1, 0.6, 0.3]}", 0.69), 12);
    }

    [Theory]
    [InlineData("{distribution: q_uniform, min: 2, max: 64, q: 4}", ParameterValueKind.Integer)]
    [InlineData("{distribution: q_uniform, min: 2, max: 64, q: 0.5}", ParameterValueKind.Real)]
    [InlineData("{min: 2, max: 64}", ParameterValueKind.Integer)]
    [InlineData("{min: 2.0, max: 64.0}", ParameterValueKind.Real)]
    public void The_kind_of_number_is_kept(string parameter, ParameterValueKind kind) =>
        Assert.Equal(kind, Yaml.Accept(Yaml.Of($"margin: {parameter}")).Space.Find("margin")!.Distribution.Quantile(0.3).Kind);

    [Fact]
    public void A_metric_knows_which_way_is_better()
    {
        Assert.Equal(13, MetricName.Names.Count);
        Assert.All(MetricName.Names, name => Assert.Equal(name, MetricName.Parse(name).ToString()));
        Assert.Null(MetricName.Find("validation.ear"));
        Assert.Null(MetricName.Find("train.eer"));
        Assert.Equal(
            ["validation.auc", "validation.accuracy", "test.auc", "test.accuracy"],
            MetricName.All.Where(m => m.Measure.Goal == MetricGoal.Maximize).Select(m => m.ToString()));
        Assert.Equal("validation.eer", NearestName.Of("validaton.err", MetricName.Names));
        Assert.Null(NearestName.Of("speed", MetricName.Names));
        Assert.Equal("test.frr", MetricName.Parse("validation.frr").On(MetricSplit.Test).ToString());
    }

    private static void Close(double expected, double actual, double relative) =>
        Assert.True(Math.Abs(expected - actual) <= relative * Math.Max(Math.Abs(expected), 1e-3), $"{expected:R} and {actual:R}");

    private static string Python(string script)
    {
        const string Interpreter = "/usr/bin/python3";
        Assert.SkipUnless(File.Exists(Interpreter), "There is no /usr/bin/python3 to ask SciPy with.");
        using Process python = Process.Start(new ProcessStartInfo(Interpreter, ["-c", script]) { RedirectStandardOutput = true })!;
        string output = python.StandardOutput.ReadToEnd();
        python.WaitForExit();
        Assert.SkipWhen(python.ExitCode == 77, "SciPy is not installed.");
        Assert.Equal(0, python.ExitCode);
        return output;
    }
}
