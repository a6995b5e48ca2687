using System.Globalization;
using SiameseSweep.Silo.Documents;

namespace SiameseSweep.Silo.Progress;

/// <summary>Formats progress as text.</summary>
internal static class ProgressText
{
    public static string Time(TimeSpan? time) => time is { } t
        ? t.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)t.TotalHours}:{t.Minutes:00}:{t.Seconds:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{t.Minutes}:{t.Seconds:00}")
        : "–";

    public static string Speed(ActiveRunView active) =>
        active.PairsPerSecond is { } pairs ? string.Create(CultureInfo.InvariantCulture, $"{pairs:0} pairs/s") : "–";

    /// <summary>For whom a sweep waits that could train and does not; null when it need not wait.</summary>
    public static string? Waiting(ProgressDocument progress) => progress switch
    {
        { Waits: false } => null,
        { Elsewhere: [], Refused: [.., var lack] } => $"waiting for a worker that can train it; {lack.Silo} cannot: {lack.Reason}",
        { Elsewhere: [] } => "no run is training yet ('siamese-sweep cluster' lists the workers)",
        { Elsewhere: [string other] } => $"waiting for a slot: sweep {other} is training",
        { Elsewhere: var others } => $"waiting for a slot: sweeps {string.Join(", ", others)} are training",
    };

    /// <summary>Trial, replicate and fold: the sweep is the same for all.</summary>
    public static string ShortId(ActiveRunView active) => active.Run.RunId[(active.Run.RunId.IndexOf('.', StringComparison.Ordinal) + 1)..];
}
