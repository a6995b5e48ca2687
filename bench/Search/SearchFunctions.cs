using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Bench.Search;

/// <summary>A function to search on: its space as a sweep's parameters, and its value at a configuration.</summary>
/// <param name="Name">As in <c>optuna_search.py</c>, which has the same functions.</param>
/// <param name="Parameters">Flow YAML of <c>parameters:</c>.</param>
/// <param name="Value">To be minimized.</param>
internal sealed record SearchFunction(string Name, string Parameters, Func<RunConfiguration, double> Value);

/// <summary>
/// Standard test functions over the parameters that a sweep has. Real axes beyond the four real parameters are whole numbers
/// of a billion steps, which no search can tell from real ones. Every axis carries a unit interval that the function stretches.
/// </summary>
internal static class SearchFunctions
{
    private const double Billion = 1e9;

    private static readonly string[] Axes =
    [
        "margin: {min: 1.0, max: 2.0}",
        "weight_decay: {min: 0.0, max: 1.0}",
        "lr: {min: 1.0, max: 2.0}",
        "batch_size: {min: 2, max: 1000000002}",
        "epochs: {min: 1, max: 1000000001}",
        "embedding_size: {min: 2, max: 1000000002}",
    ];

    public static IReadOnlyList<SearchFunction> All { get; } =
    [
        Smooth("branin", 2, u => Branin(u[0], u[1])),
        Smooth("hartmann6", 6, Hartmann6),
        Smooth("ackley5", 5, Ackley),
        Smooth("rosenbrock4", 4, Rosenbrock),
        Smooth("levy4", 4, Levy),
        Smooth("rastrigin3", 3, Rastrigin),
        new(
            "mixed",
            "loss: {values: [contrastive, triplet, cosine]}, optimizer: {values: [adam, adamw, sgd]}, "
                + "embedding_size: {min: 2, max: 64}, lr: {distribution: log_uniform_values, min: 1e-5, max: 1e-1}, "
                + "dropout: {min: 0.0, max: 0.9}",
            Mixed),
        new(
            "conditional",
            "loss: {values: [contrastive, softmax]}, margin: {min: 0.1, max: 4.0}, "
                + "lr: {distribution: log_uniform_values, min: 1e-5, max: 1e-1}",
            Conditional),
    ];

    private static SearchFunction Smooth(string name, int dimensions, Func<double[], double> f) =>
        new(name, string.Join(", ", Axes.Take(dimensions)), c => f([.. Unit(c).Take(dimensions)]));

    private static double[] Unit(RunConfiguration c) =>
        [
            c.Margin!.Value - 1,
            c.WeightDecay,
            c.LearningRate - 1,
            (c.BatchSize - 2) / Billion,
            (c.Epochs - 1) / Billion,
            (c.EmbeddingSize - 2) / Billion,
        ];

    private static double Branin(double u, double v)
    {
        double x = (15 * u) - 5;
        double y = 15 * v;
        return Math.Pow(y - (5.1 / (4 * Math.PI * Math.PI) * x * x) + (5 / Math.PI * x) - 6, 2)
            + (10 * (1 - (1 / (8 * Math.PI))) * Math.Cos(x))
            + 10;
    }

    private static double Hartmann6(double[] u)
    {
        double[] alpha = [1.0, 1.2, 3.0, 3.2];
        double[][] a = [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]];
        double[][] p =
        [
            [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886], [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
            [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650], [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
        ];
        return -Enumerable
            .Range(0, 4)
            .Sum(i => alpha[i] * Math.Exp(-Enumerable.Range(0, 6).Sum(j => a[i][j] * Math.Pow(u[j] - p[i][j], 2))));
    }

    private static double Ackley(double[] u)
    {
        double[] x = [.. u.Select(v => (65.536 * v) - 32.768)];
        return (-20 * Math.Exp(-0.2 * Math.Sqrt(x.Average(v => v * v))))
            - Math.Exp(x.Average(v => Math.Cos(2 * Math.PI * v)))
            + 20
            + Math.E;
    }

    private static double Rosenbrock(double[] u)
    {
        double[] x = [.. u.Select(v => (15 * v) - 5)];
        return Enumerable.Range(0, x.Length - 1).Sum(i => (100 * Math.Pow(x[i + 1] - (x[i] * x[i]), 2)) + Math.Pow(1 - x[i], 2));
    }

    private static double Levy(double[] u)
    {
        double[] w = [.. u.Select(v => 1 + (((20 * v) - 10 - 1) / 4))];
        double middle = w.SkipLast(1).Sum(v => Math.Pow(v - 1, 2) * (1 + (10 * Math.Pow(Math.Sin((Math.PI * v) + 1), 2))));
        return Math.Pow(Math.Sin(Math.PI * w[0]), 2) + middle + (Math.Pow(w[^1] - 1, 2) * (1 + Math.Pow(Math.Sin(2 * Math.PI * w[^1]), 2)));
    }

    private static double Rastrigin(double[] u) =>
        u.Select(v => (10.24 * v) - 5.12).Sum(x => (x * x) - (10 * Math.Cos(2 * Math.PI * x)) + 10);

    private static double Mixed(RunConfiguration c)
    {
        double loss = c.Loss switch { LossKind.Contrastive => 0.5, LossKind.Triplet => 0, _ => 0.8 };
        double optimizer = c.Optimizer switch { OptimizerKind.Adam => 0.2, OptimizerKind.Adamw => 0, _ => 0.6 };
        double wanted = c.Optimizer == OptimizerKind.Sgd ? -1.5 : -3;
        return loss
            + optimizer
            + Math.Pow(Math.Log10(c.LearningRate) - wanted, 2)
            + Math.Abs((c.EmbeddingSize - 24) / 62.0)
            + (2 * Math.Pow(c.Dropout - 0.3, 2));
    }

    private static double Conditional(RunConfiguration c) => c.Loss == LossKind.Softmax
        ? 0.6 + Math.Pow(Math.Log10(c.LearningRate) + 2, 2)
        : Math.Pow(Math.Log10(c.LearningRate) + 3.5, 2) + Math.Pow(c.Margin!.Value - 1.3, 2);
}
