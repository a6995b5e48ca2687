using System.Globalization;

namespace SiameseSweep.Silo.Progress;

/// <summary>How progress reads.</summary>
internal static class ProgressText
{
    public static string Time(TimeSpan? time) => time is { } t
        ? t.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)t.TotalHours}:{t.Minutes:00}:{t.Seconds:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{t.Minutes}:{t.Seconds:00}")
        : "–";

    public static string Speed(ActiveRun active) =>
        active.PairsPerSecond is { } pairs ? string.Create(CultureInfo.InvariantCulture, $"{pairs:0} pairs/s") : "–";

    /// <summary>Trial, replicate and fold: the sweep is the same for all.</summary>
    public static string ShortId(ActiveRun active) => active.Run.RunId[(active.Run.RunId.IndexOf('.', StringComparison.Ordinal) + 1)..];
}
