namespace SiameseSweep.Core.Losses;

/// <summary>Chance levels that take more than a line.</summary>
internal static class ChanceLevels
{
    private const int Halvings = 60;

    /// <summary>ln(1 + (C − 1)·e^(s·gap)): C classes of equal cosines, the true one's lowered by the gap.</summary>
    public static double OfClasses(ChanceInputs c, double gap)
    {
        double exponent = Math.Log(c.People - 1) + (c.Scale * gap);
        return Math.Max(exponent, 0) + Math.Log(1 + Math.Exp(-Math.Abs(exponent))); // of a large exponent e^x is infinite
    }

    /// <summary>
    /// ln(n − 1) where the n images of a batch differ. An image that is drawn r + 1 times meets r copies of itself among its K − 1
    /// positives, at a cosine of 1. With x = s·(1 − cosine of any two different images) its term is
    /// ln(r·e^x + n − 1 − r) − x·r/(K − 1). The level is the least mean over 0 ≤ x ≤ s: many images cannot all have cosines below 0.
    /// </summary>
    public static double OfSupcon(ChanceInputs c)
    {
        List<(double Share, int Copies)> images = Copies(c.ComparedPerPerson, c.ImagesOfPerson);
        double Sum(Func<int, double> term) => images.Sum(i => i.Share * term(i.Copies));
        double Others(int copies) => c.Compared - 1 - copies;
        double Positives(int copies) => copies == 0 ? 0 : copies / (c.ComparedPerPerson - 1);

        double low = 0, high = c.Scale;
        for (int i = 0; i < Halvings; i++) // the mean is convex in x
        {
            double x = (low + high) / 2;
            double slope = Sum(r => (r / (r + (Others(r) * Math.Exp(-x)))) - Positives(r));
            (low, high) = slope < 0 ? (x, high) : (low, x);
        }

        return Sum(r => r == 0
            ? Math.Log(c.Compared - 1)
            : Math.Log(r + (Others(r) * Math.Exp(-low))) + (low * (1 - Positives(r))));
    }

    /// <summary>Shares of a batch's images by the number of other copies of them in it.</summary>
    /// <param name="drawn">Images of a person in a batch.</param>
    /// <param name="owned">Mean number of images that a person has; people are taken to have it rounded down or up.</param>
    private static List<(double Share, int Copies)> Copies(double drawn, double owned)
    {
        if (double.IsNaN(owned))
        {
            return [(double.NaN, 0)];
        }

        if (owned >= drawn || double.IsInfinity(owned))
        {
            return [(1, 0)];
        }

        int fewer = (int)owned, all = (int)drawn;
        return [.. Of(fewer, 1 - (owned - fewer)), .. Of(fewer + 1, owned - fewer)];

        IEnumerable<(double Share, int Copies)> Of(int images, double people)
        {
            int times = all / images, once = all % images;
            yield return (people * once * (times + 1) / all, times);
            yield return (people * (images - once) * times / all, times - 1);
        }
    }
}
