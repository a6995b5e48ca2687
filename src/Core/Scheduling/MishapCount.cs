using System.Text.Json;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Core.Scheduling;

/// <summary>Counts, from a run's events, the attempts in a row that ended by mishap without a new step.</summary>
public static class MishapCount
{
    /// <summary>The count after the last event, and the step that was on record when the newest attempt was to start.</summary>
    public static (int Fruitless, int StepAtStart) Read(IEnumerable<EventRow> events)
    {
        int fruitless = 0;
        int step = 0;
        bool paused = false;
        foreach (EventRow row in events)
        {
            switch (row.Kind)
            {
                case EventKinds.RunPaused:
                    step = Math.Max(step, Read(row.Detail).Step);
                    paused = true;
                    break;
                case EventKinds.RunQueued:
                    (int now, bool started) = Read(row.Detail);
                    fruitless = paused || !started ? fruitless : now > step ? 0 : fruitless + 1;
                    step = Math.Max(step, now);
                    paused = false;
                    break;
                case EventKinds.BegunAgain:
                    step = 0; // its first step is a new one
                    break;
                case EventKinds.RunStarted:
                    paused = false;
                    break;
                case EventKinds.RunFailed:
                    fruitless = 0; // a retry by the user starts the count anew; the queued event that follows is not a mishap
                    paused = true;
                    break;
                default:
                    break;
            }
        }

        return (fruitless, step);
    }

    private static (int Step, bool Started) Read(string detail)
    {
        using JsonDocument json = JsonDocument.Parse(detail);
        JsonElement root = json.RootElement;
        int step = root.TryGetProperty("step", out JsonElement element) && element.TryGetInt32(out int value) ? value : 0;
        string? Text(string name) => root.TryGetProperty(name, out JsonElement text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
        bool started = Text("reason")?.StartsWith(AttemptRules.NotStarted, StringComparison.Ordinal) != true && Text("cause") != AttemptRules.WorkersFault;
        return (step, started);
    }
}
