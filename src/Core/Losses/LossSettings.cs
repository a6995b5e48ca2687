namespace SiameseSweep.Core.Losses;

/// <summary>A trial's parameters that its loss, its batches and its chance level depend on.</summary>
/// <param name="Margin">Margin; null for a loss without one.</param>
/// <param name="Scale">Factor of the cosines; null for a loss without one.</param>
/// <param name="IsMined">Whether examples are mined.</param>
/// <param name="BatchSize">Pairs, triplets or images of a step.</param>
/// <param name="ImagesPerPerson">K of P × K batches; null where batches are not drawn by person.</param>
public readonly record struct LossSettings(double? Margin, double? Scale, bool IsMined, int BatchSize, int? ImagesPerPerson);
