namespace SiameseSweep.Core.Losses;

/// <summary>Inputs of a loss's chance level; NaN if not known.</summary>
/// <param name="Margin">The margin; NaN for a loss without one.</param>
/// <param name="Scale">Factor of the cosines; NaN for a loss without one.</param>
/// <param name="Same">Share of examples that are two images of one person.</param>
/// <param name="Different">Share of examples that are images of two people.</param>
/// <param name="People">Number of training people.</param>
/// <param name="Compared">Number of images that are compared with each other: of a batch, or all that are evaluated.</param>
/// <param name="ComparedPerPerson">Images of a person among them; NaN where people are not drawn with equally many.</param>
/// <param name="ImagesOfPerson">Mean number of different images that a person has; infinite where none is compared with itself.</param>
public readonly record struct ChanceInputs(
    double Margin, double Scale, double Same, double Different, double People, double Compared, double ComparedPerPerson,
    double ImagesOfPerson);
