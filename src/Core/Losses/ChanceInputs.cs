namespace SiameseSweep.Core.Losses;

/// <summary>Inputs of a loss's chance level; NaN if not known.</summary>
/// <param name="Margin">The margin; NaN for a loss without one.</param>
/// <param name="Same">Share of examples that are two images of one person.</param>
/// <param name="Different">Share of examples that are images of two people.</param>
/// <param name="People">Number of training people.</param>
public readonly record struct ChanceInputs(double Margin, double Same, double Different, double People);
