namespace SiameseSweep.Core.Runs;

/// <summary>A reference result on a run's own pairs that needs no training of the network.</summary>
/// <param name="Name">Its name in the record, in JSON and in the terminal.</param>
/// <param name="Title">Its name in tables for people.</param>
/// <param name="Phrase">Its name within a sentence.</param>
/// <param name="Description">A sentence that says how it is made.</param>
public sealed record Baseline(string Name, string Title, string Phrase, string Description)
{
    /// <summary>Distance of the prepared images' pixels. Depends on the images and people alone.</summary>
    public static Baseline Pixels { get; } = new(
        "pixels", "pixel distance", "plain pixel distance", "Distance of the images' pixels on the same pairs: no network at all.");

    /// <summary>The run's network before its first step. Depends on all that its first step depends on, its own seed among it.</summary>
    public static Baseline Untrained { get; } = new(
        "untrained", "untrained network", "the untrained network", "The same network before its first step, on the same pairs.");

    /// <summary>
    /// Principal components and a linear discriminant of the training people's images. Depends on the images and people alone.
    /// </summary>
    public static Baseline Fisherfaces { get; } = new(
        "fisherfaces", "fisherfaces", "fisherfaces",
        "Cosine distance in the space of a linear discriminant (PCA, then LDA) fitted to the training people's images: no network at all.");

    /// <summary>Every baseline, in the order of reports.</summary>
    public static IReadOnlyList<Baseline> All { get; } = [Pixels, Untrained, Fisherfaces];

    /// <summary>Returns the baseline of a name in the record; one that only another build knows is called by that name.</summary>
    public static Baseline Named(string name) => All.FirstOrDefault(b => b.Name == name) ?? new Baseline(name, name, name, "");
}
