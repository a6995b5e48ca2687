using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Scheduling;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Silo.Cli;

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
        (string have, string begin, string go) =
            others.Length == 1 ? ("run has", "it begins", "it goes") : ("runs have", "they begin", "they go");
        string instead = here.Any(d => d.Kind == device.Kind) ? $"With --threads {first.Threads}" : $"On {device.KindName}";
        return FormattableString.Invariant(
            $"{others.Length} {have} trained on {device.KindName} with {first.Threads} threads and would give other numbers here, so {begin} again. {instead} {go} on."
        );
    }
}
