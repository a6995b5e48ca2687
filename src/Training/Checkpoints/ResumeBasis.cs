using System.Globalization;
using SiameseSweep.Core.LearningRates;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Training.Checkpoints;

/// <summary>
/// Everything that decides a run's bits (CONTRACT §6). A resume state made under another basis is not used. How many epochs there
/// will be is a part of it only where the learning rate depends on them, so that other runs can be extended.
/// </summary>
/// <param name="Configuration">The trial's parameters as JSON, with <c>epochs</c> 1 where they decide nothing.</param>
/// <param name="Key">The run's key.</param>
/// <param name="Device"><c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Threads">Threads of tensor operations.</param>
/// <param name="DatasetFingerprint">Of the data.</param>
internal sealed record ResumeBasis(string Configuration, ulong Key, string Device, int Threads, string DatasetFingerprint)
{
    /// <summary>Short, for file names and the record: weights under the same name have the same bits.</summary>
    public string Label => string.Create(CultureInfo.InvariantCulture, $"{Device}{Threads}{(Epochs is { } epochs ? $"e{epochs}" : "")}");

    /// <summary>Epochs of the run where they decide its bits; else null.</summary>
    private int? Epochs => TrialParameters.FromJson(Configuration) is var c && c.Schedule.DependsOnLength ? c.Epochs : null;

    /// <summary>Of an attempt.</summary>
    public static ResumeBasis For(RunAssignment assignment, string datasetFingerprint) => new(
        TrialParameters.ToJson(WithoutFreeEpochs(assignment.Configuration)), RunSeeds.For(assignment.Options.Seed, assignment.Run),
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

    private static RunConfiguration WithoutFreeEpochs(RunConfiguration configuration) =>
        configuration.Schedule.DependsOnLength ? configuration : configuration with { Epochs = 1 };

    // Not by their text: another build may know more parameters, whose defaults the older state trained with, or write them in
    // another order.
    private bool HasSameParameters(ResumeBasis stored) =>
        TrialParameters.TryFromJson(stored.Configuration) is { } parameters && parameters == TrialParameters.FromJson(Configuration);
}
