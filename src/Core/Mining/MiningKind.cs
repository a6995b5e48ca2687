namespace SiameseSweep.Core.Mining;

/// <summary>Selection of training examples. Sweep files use the lower-case names.</summary>
public enum MiningKind
{
    /// <summary>Not mined: drawn as the loss's sampler draws them (pairs half same, half different; an image may meet itself).</summary>
    Random,

    /// <summary>All pairs or triplets of a balanced batch.</summary>
    All,

    /// <summary>The hardest of a balanced batch.</summary>
    Hard,

    /// <summary>Those of a balanced batch that violate the margin but not the order.</summary>
    Semihard,
}

/// <summary>The facts about <see cref="MiningKind"/> that are known without a tensor.</summary>
public static class MiningFacts
{
    extension(MiningKind mining)
    {
        /// <summary>Whether examples are chosen among the images of a balanced batch, by what the network makes of them.</summary>
        public bool IsMined => mining != MiningKind.Random;

        /// <summary>The smallest <c>batch_size</c> that works: a balanced batch has two people with two images each.</summary>
        public int SmallestBatch => mining.IsMined ? 4 : 2;
    }
}
