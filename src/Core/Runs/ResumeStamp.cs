namespace SiameseSweep.Core.Runs;

/// <summary>
/// The moment of a run that a resume state holds. Later states compare greater: those of a later attempt, then of a later step.
/// </summary>
/// <param name="Attempt">Attempt that saved it, from 1.</param>
/// <param name="Step">Steps done.</param>
public readonly record struct ResumeStamp(int Attempt, int Step) : IComparable<ResumeStamp>
{
    /// <inheritdoc/>
    public int CompareTo(ResumeStamp other) => (Attempt, Step).CompareTo((other.Attempt, other.Step));

    /// <summary>Whether the left state is the earlier one.</summary>
    public static bool operator <(ResumeStamp left, ResumeStamp right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left state is the later one.</summary>
    public static bool operator >(ResumeStamp left, ResumeStamp right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left state is not the later one.</summary>
    public static bool operator <=(ResumeStamp left, ResumeStamp right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left state is not the earlier one.</summary>
    public static bool operator >=(ResumeStamp left, ResumeStamp right) => left.CompareTo(right) >= 0;
}
