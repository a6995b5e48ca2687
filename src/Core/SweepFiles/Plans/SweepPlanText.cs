using System.Globalization;
using System.Text;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.SweepFiles.Plans;

/// <summary>A plan as text for a terminal: a few lines, a small histogram a parameter.</summary>
public static class SweepPlanText
{
    private const string Blocks = " ▁▂▃▄▅▆▇█";
    private const int MostValuesNamed = 6;

    /// <summary>The plan; lines end with a line feed, and there are no colours in it.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="cost">What it will cost; null where nothing was measured yet.</param>
    public static string Render(SweepPlan plan, CostEstimate? cost = null)
    {
        StringBuilder text = new();
        string trials = plan.Trials is { } count ? Count(count, "trial", plan.TrialsAreExact) : "trials until stopped";
        string runs = plan.Runs is { } all ? Count(all, "run", plan.TrialsAreExact) : "runs until stopped";
        text.Append(CultureInfo.InvariantCulture, $"{trials}, {Count(plan.RunsPerTrial, "run", true)} each: {runs}");
        text.Append(plan.RefitRuns > 0 ? FormattableString.Invariant($", {plan.RefitRuns:N0} of them for the refit") : "");
        text.Append(plan.StepsPerRun is { } steps ? FormattableString.Invariant($", about {steps:N0} steps a run\n") : "\n");
        text.Append(cost is null ? "" : Cost(cost));
        int nameWidth = plan.Parameters.Select(p => p.Name.Length).DefaultIfEmpty(0).Max();
        int lawWidth = plan.Parameters.Select(p => p.Distribution.Length).DefaultIfEmpty(0).Max();
        foreach (ParameterPlan parameter in plan.Parameters)
        {
            text.Append("  ")
                .Append(parameter.Name.PadRight(nameWidth))
                .Append("  ")
                .Append(parameter.Distribution.PadRight(lawWidth))
                .Append("  ")
                .Append(Draws(parameter));
            text.Append(
                parameter.ActiveShare < 1 ? FormattableString.Invariant($"   (in {parameter.ActiveShare:P0} of the trials)\n") : "\n");
        }

        foreach (string warning in plan.Warnings)
        {
            text.Append("! ").Append(warning).Append('\n');
        }

        return text.ToString();
    }

    private static string Cost(CostEstimate cost)
    {
        string device = cost.Device.ToUpperInvariant();
        string what = cost is { Seconds: { } seconds, Bytes: { } bytes }
            ? $"about {Duration(seconds)} of {device} time and {Bytes(bytes)} of disk"
            : $"about {Duration(cost.SecondsPerRun)} of {device} time and {Bytes(cost.BytesPerRun)} of disk a run";
        return $"{what}, based on {Count(cost.RunsMeasured, "run", true)} measured here\n";
    }

    private static string Duration(double seconds) => seconds switch
    {
        < 90 => FormattableString.Invariant($"{Math.Max(1, seconds):0} s"),
        < 5400 => FormattableString.Invariant($"{seconds / 60:0} min"),
        < 172_800 => FormattableString.Invariant($"{seconds / 3600:0.#} h"),
        _ => FormattableString.Invariant($"{seconds / 86_400:0.#} days"),
    };

    private static string Bytes(double bytes) => bytes switch
    {
        < 1e6 => FormattableString.Invariant($"{Math.Max(1, bytes / 1e3):0} kB"),
        < 1e9 => FormattableString.Invariant($"{bytes / 1e6:0} MB"),
        _ => FormattableString.Invariant($"{bytes / 1e9:0.#} GB"),
    };

    private static string Draws(ParameterPlan parameter)
    {
        if (parameter.Draws == 0)
        {
            return "never drawn";
        }

        if (parameter.Distribution == "constant")
        {
            return parameter.Bars[0].Label;
        }

        if (parameter.Bars.Count <= MostValuesNamed)
        {
            // Alike by definition: the shares of so many draws would only show their noise.
            return string.Join(", ", parameter.Bars.Select(b => parameter.Distribution == "categorical"
                ? b.Label
                : FormattableString.Invariant($"{b.Label} ({(double)b.Count / parameter.Draws:P0})")));
        }

        double most = parameter.Bars.Max(b => b.Count);
        string bars = string.Concat(parameter.Bars.Select(b => Blocks[(int)Math.Ceiling(b.Count / most * (Blocks.Length - 1))]));
        return parameter is { Low: { } low, High: { } high }
            ? $"{ShortNumber.Of(low)} {bars} {ShortNumber.Of(high)}"
            : $"{parameter.Bars[0].Label} {bars} {parameter.Bars[^1].Label}";
    }

    private static string Count(double count, string what, bool exact) =>
        FormattableString.Invariant($"{(exact ? "" : "at most ")}{count:N0} {what}{(count == 1 ? "" : "s")}");
}
