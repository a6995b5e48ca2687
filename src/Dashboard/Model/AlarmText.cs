using SiameseSweep.Core.Results;

namespace SiameseSweep.Dashboard.Model;

/// <summary>Sentences about a run that collapsed or is at chance.</summary>
public static class AlarmText
{
    /// <summary>Returns the headline for one run.</summary>
    public static string Title(RunAlarm alarm) => alarm switch
    {
        RunAlarm.Collapsed => "This run has collapsed",
        RunAlarm.AtChance => "This run is at chance",
        _ => throw new ArgumentOutOfRangeException(nameof(alarm), alarm, null),
    };

    /// <summary>Returns what the alarm means for the figures of a run.</summary>
    public static string Meaning(RunAlarm alarm) =>
        alarm switch
        {
            RunAlarm.Collapsed =>
                "The network places all images on nearly one point or line, so its dissimilarities do not tell people apart.",
            RunAlarm.AtChance =>
                "Its loss stays at chance level, and its validation AUC, where there is one, is below "
                + "0.6.",
            _ => throw new ArgumentOutOfRangeException(nameof(alarm), alarm, null),
        };

    /// <summary>Returns what to try next.</summary>
    public static string Advice(RunAlarm alarm) =>
        alarm switch
        {
            RunAlarm.Collapsed => "Try a smaller learning rate, a larger batch, another margin or loss, or random pairs before mined ones.",
            RunAlarm.AtChance =>
                "Try another learning rate and more epochs, and check that each folder of the data holds the images of one person.",
            _ => throw new ArgumentOutOfRangeException(nameof(alarm), alarm, null),
        };
}
