using System.Globalization;

namespace SiameseSweep.Dashboard.Model;

/// <summary>Numbers and times as people read them.</summary>
public static class Format
{
    /// <summary>Stands where a number is not known.</summary>
    public const string None = "–";

    /// <summary>A metric or loss: four digits after the point, fewer where it is large.</summary>
    public static string Metric(double? value) => value switch
    {
        null => None,
        double v when double.IsNaN(v) => None,
        double v when double.IsInfinity(v) => v > 0 ? "∞" : "−∞",
        double v when Math.Abs(v) >= 100 => v.ToString("0.0", CultureInfo.InvariantCulture),
        double v when v != 0 && Math.Abs(v) < 1e-3 => v.ToString("0.##e-0", CultureInfo.InvariantCulture),
        double v => v.ToString("0.0000", CultureInfo.InvariantCulture),
    };

    /// <summary>A count with thin separators.</summary>
    public static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A file's size.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.00} GB"),
    };

    /// <summary>A span of time: its two largest units.</summary>
    public static string Duration(TimeSpan? span) => span switch
    {
        null => None,
        { TotalSeconds: < 1 } => "under 1 s",
        { TotalMinutes: < 1 } s => string.Create(CultureInfo.InvariantCulture, $"{s.Seconds} s"),
        { TotalHours: < 1 } s => string.Create(CultureInfo.InvariantCulture, $"{s.Minutes} min {s.Seconds} s"),
        { TotalDays: < 1 } s => string.Create(CultureInfo.InvariantCulture, $"{s.Hours} h {s.Minutes} min"),
        TimeSpan s => string.Create(CultureInfo.InvariantCulture, $"{(int)s.TotalDays} d {s.Hours} h"),
    };

    /// <summary>Formats the time since an instant.</summary>
    public static string Ago(DateTimeOffset then, DateTimeOffset now) =>
        now - then < TimeSpan.FromSeconds(5) ? "just now" : $"{Duration(now - then)} ago";

    /// <summary>A time of day and date in UTC, as the record has it.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";
}
