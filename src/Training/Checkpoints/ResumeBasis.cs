using System.Globalization;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Training.Checkpoints;

/// <summary>
/// Everything that decides a run's bits (CONTRACT §6). A resume state made under another basis is not used. How many epochs there
/// will be is no part of it, so that a run can be extended.
/// </summary>
/// <param name="Configuration">The trial's parameters without <c>epochs</c>, as JSON.</param>
/// <param name="Key">The run's key.</param>
/// <param name="Device"><c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Threads">Threads of tensor operations.</param>
/// <param name="DatasetFingerprint">Of the data.</param>
internal sealed record ResumeBasis(string Configuration, ulong Key, string Device, int Threads, string DatasetFingerprint)
{
    /// <summary>Short, for file names and the record: weights under the same name have the same bits.</summary>
    public string Label => string.Create(CultureInfo.InvariantCulture, $"{Device}{Threads}");

    /// <summary>Of an attempt.</summary>
    public static ResumeBasis For(RunAssignment assignment, string datasetFingerprint) => new(
        TrialParameters.ToJson(assignment.Configuration with { Epochs = 1 }), RunSeeds.For(assignment.Options.Seed, assignment.Run),
        DeviceId.Parse(assignment.Device).KindName, assignment.Threads, datasetFingerprint);

    /// <summary>Words for what differs in <paramref name="stored"/>; null when nothing does.</summary>
    public string? DifferenceFrom(ResumeBasis stored)
    {
        return !HasSameParameters(stored) ? $"with the parameters {stored.Configuration} and this run has {Configuration}"
            : stored.Key != Key ? "under another seed"
            : stored.DatasetFingerprint != DatasetFingerprint ? "on other images"
            : stored.Device != Device ? $"on {stored.Device} and this attempt runs on {Device}, which gives other bits"
            : stored.Threads == Threads ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"with {stored.Threads} threads and this attempt has {Threads}, which gives other bits");
    }

    // Not by their text: another build may know more parameters, whose defaults the older state trained with, or write them in
    // another order.
    private bool HasSameParameters(ResumeBasis stored) =>
        TrialParameters.TryFromJson(stored.Configuration) is { } parameters && parameters == TrialParameters.FromJson(Configuration);
}
