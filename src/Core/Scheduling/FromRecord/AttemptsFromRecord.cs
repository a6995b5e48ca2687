using SiameseSweep.Core.Events;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Core.Scheduling.FromRecord;

/// <summary>Reads a run's attempts from its events.</summary>
public static class AttemptsFromRecord
{
    /// <summary>
    /// Returns the number of failed attempts in a row without a new step, the step that was on record when the newest attempt was to
    /// start, and whether that attempt trains in the process of a head.
    /// </summary>
    /// <param name="events">Events of one run, in order.</param>
    public static (int WithoutProgress, int StepAtStart, bool OnHead) Read(IEnumerable<EventRow> events)
    {
        int withoutProgress = 0;
        int step = 0;
        bool paused = false;
        bool onHead = false;
        foreach (EventRow row in events)
        {
            switch (row.Event)
            {
                case RunPaused saved:
                    step = Math.Max(step, saved.Step);
                    paused = true;
                    break;
                case RunQueued queued:
                    withoutProgress = paused || queued.Cause is not null ? withoutProgress : queued.Step > step ? 0 : withoutProgress + 1;
                    step = Math.Max(step, queued.Step);
                    paused = false;
                    break;
                case BegunAgain:
                    step = 0; // its first step is a new one
                    break;
                case RunStarted started:
                    paused = false;
                    onHead = started.Head ?? false;
                    break;
                case RunFailed:
                    withoutProgress = 0; // a retry by the user starts the count anew; the queued event that follows is not a failure
                    paused = true;
                    break;
                default:
                    break;
            }
        }

        return (withoutProgress, step, onHead);
    }
}
