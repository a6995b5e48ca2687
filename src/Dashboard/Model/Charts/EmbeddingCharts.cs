using SiameseSweep.Core.Store;

namespace SiameseSweep.Dashboard.Model.Charts;

/// <summary>Embeddings seen from the side where they spread most.</summary>
public static class EmbeddingCharts
{
    private static readonly string[] Symbols = ["circle", "square", "diamond", "triangle-up", "cross", "star", "hexagon", "pentagon"];

    /// <summary>The person of an image by its path: the folder it lies in.</summary>
    public static string Person(string image)
    {
        int slash = image.LastIndexOf('/');
        return slash <= 0 ? image : image[..slash];
    }

    /// <summary>Two principal components, a trace (colour and symbol) a person.</summary>
    public static ChartModel Plane(IReadOnlyList<EmbeddingRow> embeddings)
    {
        List<EmbeddingRow> finite = embeddings.Where(e => e.Vector.Length > 0 && e.Vector.All(float.IsFinite)).ToList();
        if (finite.Count < 2)
        {
            return new ChartModel("", "", [], []);
        }

        PrincipalComponents plane = PrincipalComponents.Of(finite.Select(e => e.Vector).ToList());
        List<ChartTrace> traces = finite.Select((e, i) => (e, i)).GroupBy(p => Person(p.e.Image), StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(
                (g, n) =>
                    new ChartTrace(
                        g.Key,
                        "markers",
                        g.Select(p => plane.Points[p.i].X).ToList(),
                        g.Select(p => (double?)plane.Points[p.i].Y).ToList(),
                        Series.Color(n))
                    {
                        Symbol = Symbols[(n + (n / Series.Colors)) % Symbols.Length],
                        Width = 9,
                        Texts = g.Select(p => p.e.Image).ToList(),
                    })
            .ToList();
        return new ChartModel(
            $"first component ({Share(plane.Explained[0])} of the spread)", $"second component ({Share(plane.Explained[1])})", traces, [])
        { Square = true };
    }

    private static string Share(double share) => share.ToString("0 %", System.Globalization.CultureInfo.InvariantCulture);
}
