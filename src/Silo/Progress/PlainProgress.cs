using System.Globalization;
using SiameseSweep.Silo.Cli;

namespace SiameseSweep.Silo.Progress;

/// <summary>Progress for logs and pipes: a line when a run begins or ends, and one now and then in between.</summary>
internal sealed class PlainProgress(TimeProvider time)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);
    private readonly HashSet<string> _known = [];
    private int _final = -1;
    private long _last;

    public void Show(ProgressView progress)
    {
        bool isNews = progress.Document.FinalRuns != _final;
        foreach (ActiveRunView run in progress.Active)
        {
            isNews |= _known.Add(run.Run.RunId);
        }

        if (!isNews && time.GetElapsedTime(_last) < Quiet)
        {
            return;
        }

        _final = progress.Document.FinalRuns;
        _last = time.GetTimestamp();
        Terminal.Line(Describe(progress));
    }

    private static string Describe(ProgressView progress)
    {
        string planned = progress.Document.PlannedRuns is { } runs ? $"/{runs}" : "";
        string done = progress.Document.Done is { } fraction ? string.Create(CultureInfo.InvariantCulture, $", {fraction * 100:0} %") : "";
        string left = progress.Left is { } time ? $", {ProgressText.Time(time)} left" : "";
        string state = progress.Document.Sweep.State == "running" ? "" : $" ({progress.Document.Sweep.State})";
        IEnumerable<string> parts = ProgressText.Waiting(progress.Document) is string waiting
            ? [waiting]
            : progress.Active.Select(Describe);
        return string.Join("; ", parts.Prepend($"{progress.Document.FinalRuns}{planned} runs ended{done}{left}{state}"));
    }

    private static string Describe(ActiveRunView active) =>
        $"{ProgressText.ShortId(active)} epoch {active.Run.Epoch}/{active.Run.Epochs} loss {TableOutput.Number(active.Run.Loss)} metric "
        + $"{TableOutput.Number(active.Run.Metric)} {ProgressText.Speed(active)} {ProgressText.Time(active.Left)} left";
}
