namespace SiameseSweep.Dashboard.Model.Charts;

/// <summary>
/// The loss of a network that knows nothing: the least expected loss when every pair gets the same dissimilarity. A curve that
/// stays there has learned nothing.
/// </summary>
public static class ChanceFloor
{
    /// <summary>The floor, or null where it is not known from the configuration alone (softmax: the number of training people; mined pairs: their share of same pairs).</summary>
    /// <param name="loss">Name as in the record.</param>
    /// <param name="margin">The trial's margin.</param>
    /// <param name="mining">Name as in the record.</param>
    public static double? Of(string loss, double? margin, string mining) => (loss, margin, mining) switch
    {
        ("contrastive", double m, "random") => m * m / 4, // p(1−p)m² at p = ½
        ("triplet", double m, _) => m,
        ("cosine", double m, "random") => (1 - m) / 2,
        _ => null,
    };

    /// <summary>The floor of parameters as the record has them.</summary>
    public static double? Of(IReadOnlyDictionary<string, string> parameters) => Of(
        parameters.GetValueOrDefault("loss", "contrastive"),
        double.TryParse(parameters.GetValueOrDefault("margin"), System.Globalization.CultureInfo.InvariantCulture, out double m) ? m : null,
        parameters.GetValueOrDefault("mining", "random"));
}
