using SiameseSweep.Core.Runs;

namespace SiameseSweep.Training.Checkpoints;

/// <summary>The resume file's JSON: where the training stands, and the two tensor files that belong to it, by hash.</summary>
/// <param name="Run">Id of the run.</param>
/// <param name="Basis">What its bits rest on.</param>
/// <param name="Point">Where it stands.</param>
/// <param name="WeightsFile">Name in the run's checkpoint folder.</param>
/// <param name="WeightsSha256">Its hash.</param>
/// <param name="OthersFile">Optimizer's and loss's tensors; name in the run's resume folder.</param>
/// <param name="OthersSha256">Its hash.</param>
/// <param name="Unacknowledged">Reports that the record had not acknowledged.</param>
internal sealed record ResumeState(
    string Run, ResumeBasis Basis, ResumePoint Point, string WeightsFile, string WeightsSha256, string OthersFile, string OthersSha256,
    RunReport[] Unacknowledged);
