using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Scheduling;

/// <summary>
/// Whether memory and record disagree about what runs. Commits whose notification is on its way make them differ for a moment, and
/// while runs end many times a second some always are: only a run that differs at two looks is a disagreement.
/// </summary>
public sealed class RecordDivergence
{
    private HashSet<(RunId Run, int Attempt)> _before = [];

    /// <summary>Looks once; true when an attempt that differed at the last look still does.</summary>
    /// <param name="recorded">Attempts that run, by the record.</param>
    /// <param name="known">Attempts that run, by memory.</param>
    public bool Lasts(IEnumerable<(RunId Run, int Attempt)> recorded, IEnumerable<(RunId Run, int Attempt)> known)
    {
        HashSet<(RunId Run, int Attempt)> now = [.. recorded];
        now.SymmetricExceptWith(known);
        bool lasts = now.Overlaps(_before);
        _before = now;
        return lasts;
    }

    /// <summary>Memory was read again from the record.</summary>
    public void Clear() => _before = [];
}
