namespace SiameseSweep.Core.Results;

/// <summary>The dissimilarities of all pairs of some images, as a bootstrap over people needs them.</summary>
/// <param name="Book">Names the images; runs of the same book share the draws of people.</param>
/// <param name="People">The person of each image, n of them.</param>
/// <param name="Dissimilarities">n(n−1)/2 values, pairs i &lt; j in row order.</param>
/// <param name="Threshold">At which accuracy, FAR and FRR are judged.</param>
public sealed record ScoredPairs(string Book, IReadOnlyList<string> People, IReadOnlyList<float> Dissimilarities, double Threshold);
