namespace SiameseSweep.Training.Evaluation;

/// <summary>Figures of an epoch that show whether a run learns.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="TrainLoss">Mean loss of its steps.</param>
/// <param name="ValidationAuc">NaN without validation people.</param>
/// <param name="Collapsed"><see cref="EmbeddingHealth.IsCollapsed"/> of the evaluated embeddings.</param>
public sealed record EpochHealth(int Epoch, double TrainLoss, double ValidationAuc, bool Collapsed);
