namespace SiameseSweep.Core.LearningRates;

/// <summary>The learning rate of every step of a run (CONTRACT §2).</summary>
/// <param name="Kind">Course of the rate.</param>
/// <param name="LearningRate">Largest rate, &gt; 0.</param>
/// <param name="Warmup">
/// Epochs of warm-up, ≥ 0 and below <paramref name="Epochs"/>. Constant and cosine rise linearly from 0 at the first step, as in
/// Hugging Face's <c>get_cosine_schedule_with_warmup</c>; one_cycle takes it as the length of its rise.
/// </param>
/// <param name="Epochs">Epochs of the whole run, ≥ 1.</param>
/// <param name="StepsPerEpoch">≥ 1.</param>
public sealed record LearningRateSchedule(ScheduleKind Kind, double LearningRate, double Warmup, int Epochs, int StepsPerEpoch)
{
    // PyTorch's defaults.
    private const double RisingShare = 0.1, InitialDivisor = 25, FinalDivisor = 1e4;

    private double Total => (double)Epochs * StepsPerEpoch;

    /// <summary>Returns the rate of a step.</summary>
    /// <param name="step">From 0, over the whole run.</param>
    public double At(int step)
    {
        double warmup = Warmup * StepsPerEpoch;
        return Kind switch
        {
            ScheduleKind.OneCycle => OneCycle(step),
            _ when step < warmup => LearningRate * step / warmup,
            ScheduleKind.Cosine => Anneal(LearningRate, 0, (step - warmup) / (Total - warmup)),
            _ => LearningRate,
        };
    }

    private double OneCycle(int step)
    {
        double initial = LearningRate / InitialDivisor, last = Total - 1;
        double peak = ((Warmup > 0 ? Warmup / Epochs : RisingShare) * Total) - 1; // a step, or between two; below 0 where nothing rises
        return step < peak
            ? Anneal(initial, LearningRate, step / peak)
            : Anneal(LearningRate, initial / FinalDivisor, last > peak ? (step - peak) / (last - peak) : 0);
    }

    /// <summary>Half a cosine from one value to another.</summary>
    private static double Anneal(double from, double to, double share) => to + ((from - to) / 2 * (1 + Math.Cos(Math.PI * share)));
}
