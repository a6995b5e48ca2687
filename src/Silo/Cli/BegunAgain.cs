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
        RunRow[] others = [.. runs.Where(run => !run.State.IsFinal() && run.Step > 0 && !devices.Any(d => Kind(d.Device) == Kind(run.Device!) && d.Threads == run.Threads))];
        if (others is not [var first, ..])
        {
            return null;
        }

        string kind = Kind(first.Device!);
        (string have, string begin, string go) = others.Length == 1 ? ("run has", "it begins", "it goes") : ("runs have", "they begin", "they go");
        string instead = devices.Any(d => Kind(d.Device) == kind) ? $"With --threads {first.Threads}" : $"On {kind}";
        return FormattableString.Invariant(
            $"{others.Length} {have} trained on {kind} with {first.Threads} threads and would give other numbers here, so {begin} again. {instead} {go} on.");
    }

    private static string Kind(string device) => device.Split(':')[0];
}
