using SiameseSweep.Core;
using SiameseSweep.Core.Store;
using SiameseSweep.Training.Data;

namespace SiameseSweep.Training.Evaluation;

/// <summary>The data set of a recorded sweep, if this machine has it.</summary>
internal static class SweepFaces
{
    /// <summary>Opens it.</summary>
    /// <exception cref="UserErrorException">There is no such sweep, or its images are not on this machine, or are others.</exception>
    public static FaceDataset Open(IRecordReader record, string sweepId, string dataDirectory)
    {
        SweepRow sweep = record.Sweep(sweepId) ?? throw new UserErrorException($"The record has no sweep {sweepId}.");
        FaceDataset dataset = Datasets.Open(sweep.Dataset, dataDirectory);
        if (sweep.DatasetFingerprint is not null && sweep.DatasetFingerprint != dataset.Fingerprint)
        {
            throw new UserErrorException(
                $"The faces on this machine are not those that {sweepId} was trained on (their fingerprint differs), so its pairs cannot "
                    + $"be shown. Put the same data set under {dataDirectory}."
            );
        }

        return dataset;
    }
}
