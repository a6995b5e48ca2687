using System.Globalization;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Scheduling;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Silo.Progress;

/// <summary>Says which runs cannot go on where they were, since threads and device kind are part of the numbers (CONTRACT §6).</summary>
internal static class BegunAgain
{
    /// <summary>A sentence; null when all go on.</summary>
    /// <param name="runs">Of the sweep that is taken up.</param>
    /// <param name="devices">What this process lends.</param>
    public static string? Note(IEnumerable<RunRow> runs, IReadOnlyList<DeviceOffer> devices)
    {
        (DeviceKind Kind, int Threads)[] here = [.. devices.Select(d => (DeviceId.Parse(d.Device).Kind, d.Threads))];
        RunRow[] others =
        [
            .. runs.Where(run =>
                !run.State.IsFinal() && run.Step > 0 && !here.Contains((DeviceId.Parse(run.Device!).Kind, run.Threads!.Value))),
        ];
        if (others is not [var first, ..])
        {
            return null;
        }

        DeviceId device = DeviceId.Parse(first.Device!);
        (string have, string restart, string resume) =
            others.Length == 1 ? ("run has", "it restarts", "it resumes") : ("runs have", "they restart", "they resume");
        string instead = here.Any(d => d.Kind == device.Kind) ? $"With --threads {first.Threads}" : $"On {device.KindName}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{others.Length} {have} trained on {device.KindName} with {first.Threads} threads and would give other numbers here, so "
                + $"{restart}. {instead} {resume}."
        );
    }
}
