using System.Globalization;
using SiameseSweep.Core;
using SiameseSweep.Core.Head;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Training.Data;
using SkiaSharp;

namespace SiameseSweep.Training.Evaluation;

/// <summary>
/// Draws test pairs as the seed shows them, two faces side by side with their dissimilarity, five pairs a row: half of the same
/// and half of different people, the hardest first. The verdict is said in words and by a mark, and only then by colour.
/// </summary>
/// <param name="record">Where the scores are.</param>
/// <param name="dataDirectory">Where data sets lie (<c>--data</c>).</param>
public sealed class PairGridRenderer(IRecordReader record, string dataDirectory) : IPairGridRenderer
{
    /// <summary>The most pairs that one picture shows.</summary>
    public const int MostPairs = 100;

    internal const int Columns = 5;
    internal const int FaceWidth = 138;
    internal const int FaceHeight = 168;
    internal const int CellWidth = (2 * FaceWidth) + (2 * Gap);
    internal const int CellHeight = FaceHeight + 66;
    private const int Gap = 12;

    private static readonly SKColor Paper = new(0xFF, 0xFF, 0xFF), Ink = new(0x20, 0x20, 0x20);
    private static readonly SKColor Right = new(0x1B, 0x6E, 0x3C), Wrong = new(0xB3, 0x26, 0x1E);

    /// <inheritdoc/>
    public byte[]? RenderPng(RunId run, int pairs = 10, int? epoch = null)
    {
        if (pairs is < 1 or > MostPairs)
        {
            throw new UserErrorException($"A pair grid of {pairs} pairs cannot be drawn; ask for 1 to {MostPairs}.");
        }

        if (record.Dissimilarities(run, EvaluationSplit.Test, epoch) is not { Pairs.Count: > 0 } scores)
        {
            return null;
        }

        IReadOnlyList<DissimilarityRow> chosen = PairChoice.Hardest(scores.Pairs, pairs);
        Dictionary<string, FaceImage> faces = Faces(run, chosen);
        int rows = (chosen.Count + Columns - 1) / Columns;
        SKImageInfo info = new(Math.Min(Columns, chosen.Count) * CellWidth, rows * CellHeight, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using SKSurface surface = SKSurface.Create(info);
        surface.Canvas.Clear(Paper);
        for (int i = 0; i < chosen.Count; i++)
        {
            DissimilarityRow pair = chosen[i];
            (int x, int y) = (i % Columns * CellWidth, i / Columns * CellHeight);
            DrawFace(surface.Canvas, faces[pair.ImageA], x + Gap, y + Gap);
            DrawFace(surface.Canvas, faces[pair.ImageB], x + Gap + FaceWidth, y + Gap);
            bool right = pair.Dissimilarity <= scores.Threshold != pair.Different;
            DrawText(surface.Canvas, Score(pair.Dissimilarity), x + Gap, y + FaceHeight + Gap + 6, Ink);
            DrawText(surface.Canvas, Verdict(pair.Different, right), x + Gap, y + FaceHeight + Gap + 28, right ? Right : Wrong);
        }

        using SKImage image = surface.Snapshot();
        using SKData png = image.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    /// <summary>As the seed writes it; a network that draws all faces together has distances of which two decimals say nothing.</summary>
    internal static string Score(double dissimilarity) =>
        "Dissimilarity: "
        + dissimilarity.ToString(
            dissimilarity switch
            {
                0 or >= 0.1 and < 1e6 or double.NaN => "0.00",
                >= 1e-4 and < 0.1 => "G2",
                _ => "0.#e+0",
            },
            CultureInfo.InvariantCulture);

    /// <summary>Caption of a pair, with the verdict at the threshold: <c>✓ same, right</c>, <c>✗ different, wrong</c>.</summary>
    internal static string Verdict(bool different, bool right) =>
        $"{(right ? '\u2713' : '\u2717')} {(different ? "different" : "same")}, {(right ? "right" : "wrong")}";

    private Dictionary<string, FaceImage> Faces(RunId run, IReadOnlyList<DissimilarityRow> pairs)
    {
        FaceDataset dataset = SweepFaces.Open(record, run.SweepId, dataDirectory);
        Dictionary<string, FaceImage> faces = [];
        ILookup<string, FaceImage> byPath = dataset.Testing.Concat(dataset.Training).ToLookup(i => i.Path, StringComparer.Ordinal);
        foreach (string path in pairs.SelectMany(p => (string[])[p.ImageA, p.ImageB]))
        {
            faces[path] =
                byPath[path].FirstOrDefault()
                ?? throw new UserErrorException(
                    $"The image {path} of {run} is not in the data set on this machine, so its pairs cannot be shown.");
        }

        return faces;
    }

    private static void DrawFace(SKCanvas canvas, FaceImage face, int x, int y)
    {
        SKImageInfo info = new(face.Width, face.Height, SKColorType.Gray8, SKAlphaType.Opaque);
        using SKImage image = SKImage.FromPixelCopy(info, face.Pixels);

        // Its own proportions, in the middle of the place: a stretched face is harder to judge.
        float scale = Math.Min((float)FaceWidth / face.Width, (float)FaceHeight / face.Height);
        (float width, float height) = (face.Width * scale, face.Height * scale);
        SKRect place = SKRect.Create(x + ((FaceWidth - width) / 2), y + ((FaceHeight - height) / 2), width, height);
        canvas.DrawImage(image, place, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
    }

    private static void DrawText(SKCanvas canvas, string text, int x, int y, SKColor colour)
    {
        const int dot = 2; // 24 characters fit under two faces
        using SKPaint paint = new() { Color = colour };
        foreach ((int dotX, int dotY) in PairGridFont.Dots(text))
        {
            canvas.DrawRect(x + (dotX * dot), y + (dotY * dot), dot, dot, paint);
        }
    }
}
