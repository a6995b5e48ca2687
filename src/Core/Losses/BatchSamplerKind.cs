namespace SiameseSweep.Core.Losses;

/// <summary>Kind of batch sampler.</summary>
public enum BatchSamplerKind
{
    /// <summary>Half same, half different pairs; an image may be paired with itself.</summary>
    RandomPairs,

    /// <summary>Anchor, another image of the same person, an image of somebody else.</summary>
    RandomTriplets,

    /// <summary>Each image once an epoch.</summary>
    ShuffledImages,

    /// <summary>A few people with several images each, from which pairs or triplets are mined.</summary>
    BalancedImages,

    /// <summary>P × K: the same number of images of each of several people.</summary>
    PersonGroups,
}
