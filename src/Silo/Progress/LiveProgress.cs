using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using SiameseSweep.Silo.Cli;

namespace SiameseSweep.Silo.Progress;

/// <summary>Progress in a terminal: a bar for the sweep, a row per run in training.</summary>
internal static class LiveProgress
{
    private const int MostRows = 16;
    private const int BarWidth = 40;

    public static Task<T> Run<T>(Func<Action<ProgressView>, Task<T>> loop) =>
        Terminal.Out.Live(new Text("Starting …"))
            .AutoClear(true)
            .StartAsync(context => loop(progress => context.UpdateTarget(Render(progress))));

    public static IRenderable Render(ProgressView progress)
    {
        Table table = new() { Border = TableBorder.Rounded };
        foreach (string header in (string[])["run", "device", "epoch", "loss", progress.Document.Sweep.Metric, "pairs/s", "left"])
        {
            table.AddColumn(new TableColumn(new Text(header)).NoWrap());
        }

        foreach (ActiveRunView active in progress.Active.Take(MostRows))
        {
            TableOutput.AddRow(table,
            [
                ProgressText.ShortId(active), active.Run.Device ?? "–",
                string.Create(CultureInfo.InvariantCulture, $"{active.Run.Epoch}/{active.Run.Epochs}"),
                TableOutput.Number(active.Run.Loss), TableOutput.Number(active.Run.Metric),
                active.PairsPerSecond?.ToString("0", CultureInfo.InvariantCulture) ?? "–", ProgressText.Time(active.Left),
            ]);
        }

        List<IRenderable> rows = [new Text(Headline(progress))];
        if (progress.Active.Count > 0)
        {
            rows.Add(table);
        }
        else if (ProgressText.Waiting(progress.Document) is string waiting)
        {
            rows.Add(new Text(Terminal.Visible(waiting)));
        }

        if (progress.Active.Count > MostRows)
        {
            rows.Add(new Text($"… and {progress.Active.Count - MostRows} more"));
        }

        return new Rows(rows);
    }

    private static string Headline(ProgressView progress)
    {
        string planned = progress.Document.PlannedRuns is { } runs ? $"/{runs}" : "";
        string ended = $"{progress.Document.FinalRuns}{planned} runs ended";
        string state = progress.Document.Sweep.State == "running" ? "" : $"  ({progress.Document.Sweep.State})";
        if (progress.Document.Done is not { } done)
        {
            return $"{progress.Document.Sweep.SweepId}  {ended}{state}";
        }

        int filled = (int)Math.Round(done * BarWidth);
        string bar = new string('━', filled) + new string('╌', BarWidth - filled);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{progress.Document.Sweep.SweepId}  {bar}  {done * 100:0} %  {ended}  {ProgressText.Time(progress.Left)} left{state}");
    }
}
