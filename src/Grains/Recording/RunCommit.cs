using SiameseSweep.Core.Runs;

namespace SiameseSweep.Grains.Recording;

/// <summary>An evaluated epoch's value of the sweep's metric.</summary>
[GenerateSerializer, Immutable]
public readonly record struct EpochValue([property: Id(0)] int Epoch, [property: Id(1)] double Value);

/// <summary>Part of a committed batch that its sweep reacts to.</summary>
/// <param name="Run">The run.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="Values">Evaluated epochs.</param>
/// <param name="Fingerprint">The images' fingerprint, if the batch told it.</param>
/// <param name="Ended">The attempt's last report, if it was in it.</param>
/// <param name="Refused">Whether the record refused the attempt: nothing of it is to come.</param>
[GenerateSerializer, Immutable]
public sealed record RunCommit(
    [property: Id(0)] RunId Run, [property: Id(1)] int Attempt, [property: Id(2)] EpochValue[] Values,
    [property: Id(3)] string? Fingerprint, [property: Id(5)] EndedReport? Ended, [property: Id(6)] bool Refused)
{
    /// <summary>Whether what was on record of the run before the batch is gone, since it was begun again on another basis.</summary>
    [Id(7)] public bool BegunAgain { get; init; }

    /// <summary>Reads a batch; null when nothing in it matters to the sweep.</summary>
    public static RunCommit? Of(ReportBatch batch, ReportAck ack, string metric)
    {
        List<EpochValue>? values = null;
        string? fingerprint = null;
        EndedReport? ended = null;
        foreach (RunReport report in batch.Reports)
        {
            switch (report)
            {
                case StartedReport started:
                    fingerprint = started.DatasetFingerprint;
                    break;
                case EvaluationReport evaluation:
                    (values ??= []).Add(new EpochValue(evaluation.Epoch, evaluation.Metrics.GetValueOrDefault(metric, double.NaN)));
                    break;
                case EndedReport end:
                    ended = end;
                    break;
                default:
                    break;
            }
        }

        // Losses alone move nothing: whoever judges an attempt by its steps asks the record.
        return values is null && fingerprint is null && ended is null && ack.Accepted
            ? null
            : new RunCommit(batch.Run, batch.Attempt, values is null ? [] : [.. values], fingerprint, ended, !ack.Accepted)
            {
                BegunAgain = ack.BegunAgain,
            };
    }
}
