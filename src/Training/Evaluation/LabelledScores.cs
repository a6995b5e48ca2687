namespace SiameseSweep.Training.Evaluation;

/// <summary>Pairs of a split with what a network, or a baseline, says of them.</summary>
/// <param name="Dissimilarities">One a pair, in pair order.</param>
/// <param name="Different">For each pair whether the people differ.</param>
public sealed record LabelledScores(float[] Dissimilarities, bool[] Different);
