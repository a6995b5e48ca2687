namespace SiameseSweep.Core.Results;

/// <summary>Alarm of a run that trains without learning.</summary>
public enum RunAlarm
{
    /// <summary>Its embeddings are one point or one line.</summary>
    Collapsed,

    /// <summary>Its loss stays at chance level.</summary>
    AtChance,
}

/// <summary>The names of alarms.</summary>
public static class RunAlarms
{
    /// <summary>Returns the name in documents, which is also the kind of its event.</summary>
    public static string Name(this RunAlarm alarm) => alarm switch
    {
        RunAlarm.Collapsed => "collapsed",
        RunAlarm.AtChance => "at_chance",
        _ => throw new ArgumentOutOfRangeException(nameof(alarm), alarm, null),
    };

    /// <summary>Returns the alarm in words: <c>collapsed</c> or <c>at chance</c>.</summary>
    public static string Words(this RunAlarm alarm) => alarm.Name().Replace('_', ' ');
}
