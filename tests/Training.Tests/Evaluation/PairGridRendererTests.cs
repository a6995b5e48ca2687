using System.Reflection;
using SiameseSweep.Core;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Data;
using SiameseSweep.Training.Evaluation;
using SkiaSharp;

namespace SiameseSweep.Training.Tests.Evaluation;

public sealed class PairGridRendererTests
{
    private static readonly RunId Run = new("faces-0001", 0, 0, 0);
    private static readonly DatasetSpec Faces = new() { People = 5, Images = 4 };

    [Fact]
    public void Ten_pairs_are_drawn_with_their_faces_and_readable_text()
    {
        byte[] png = Renderer(AllPairs()).RenderPng(Run)!;
        using SKBitmap picture = SKBitmap.Decode(png);
        Assert.Equal((5 * PairGridRenderer.CellWidth, 2 * PairGridRenderer.CellHeight), (picture.Width, picture.Height));
        for (int cell = 0; cell < 10; cell++)
        {
            int left = cell % 5 * PairGridRenderer.CellWidth, top = cell / 5 * PairGridRenderer.CellHeight;
            SKColor[] text = [.. Pixels(picture, left, top + PairGridRenderer.FaceHeight + 14, PairGridRenderer.CellWidth, 45)];
            Assert.True(text.Count(c => c == new SKColor(0x20, 0x20, 0x20)) > 400, $"no score in cell {cell}");
            Assert.True(text.Count(c => c.Red != c.Green) > 400, $"no verdict in cell {cell}");
            Assert.True(
                Pixels(picture, left + 12, top + 12, 2 * PairGridRenderer.FaceWidth, PairGridRenderer.FaceHeight).Distinct().Count() > 60,
                $"no faces in cell {cell}");
        }
    }

    [Fact]
    public void Same_and_different_pairs_take_turns_hardest_first_and_no_image_leads_twice()
    {
        DissimilarityRow[] pairs =
        [
            new("a1", "a2", false, 0.9), new("a1", "a3", false, 0.8), new("b1", "b2", false, 0.7), new("c1", "c2", false, 0.1),
            new("a1", "b1", true, 0.2), new("a2", "c1", true, 0.3), new("a1", "c1", true, 0.25), new("b2", "c2", true, 2),
        ];
        Assert.Equal([0.9, 0.2, 0.7, 0.3], PairChoice.Hardest(pairs, 4).Select(p => p.Dissimilarity));
        Assert.Equal([0.9, 0.2, 0.7, 0.3, 0.1, 2, 0.8, 0.25], PairChoice.Hardest(pairs, 10).Select(p => p.Dissimilarity));
        Assert.Equal(3, PairChoice.Hardest([.. pairs.Where(p => p.Different)], 3).Count);
    }

    [Theory]
    [InlineData(0.5249, "Dissimilarity: 0.52")]
    [InlineData(0.0, "Dissimilarity: 0.00")]
    [InlineData(0.1, "Dissimilarity: 0.10")]
    [InlineData(0.0123, "Dissimilarity: 0.012")]
    [InlineData(0.00489, "Dissimilarity: 0.0049")]
    [InlineData(0.0000312, "Dissimilarity: 3.1e-5")]
    [InlineData(12.345, "Dissimilarity: 12.35")]
    [InlineData(2.5e7, "Dissimilarity: 2.5e+7")]
    [InlineData(double.NaN, "Dissimilarity: NaN")]
    public void Scores_are_written_as_the_seed_writes_them_in_characters_that_the_font_has(double dissimilarity, string text)
    {
        Assert.Equal(text, PairGridRenderer.Score(dissimilarity));
        Assert.True(PairGridFont.Knows(text));
    }

    [Fact]
    public void Verdicts_tell_right_from_wrong_without_colour()
    {
        Assert.Equal("✓ same, right", PairGridRenderer.Verdict(different: false, right: true));
        Assert.Equal("✗ different, wrong", PairGridRenderer.Verdict(different: true, right: false));
        Assert.True(PairGridFont.Knows("✓ same, right ✗ different, wrong"));
    }

    [Fact]
    public void A_run_without_scores_has_no_picture() => Assert.Null(Renderer([]).RenderPng(Run));

    [Fact]
    public void Other_faces_than_the_run_was_trained_on_are_not_shown()
    {
        UserErrorException error = Assert.Throws<UserErrorException>(() => Renderer(AllPairs(), fingerprint: "00").RenderPng(Run));
        Assert.StartsWith(
            "The faces on this machine are not those that faces-0001 was trained on",
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_that_the_data_set_lacks_is_named()
    {
        UserErrorException error = Assert.Throws<UserErrorException>(() => Renderer([new("x.pgm", "y.pgm", true, 1)]).RenderPng(Run));
        Assert.Equal(
            "The image x.pgm of faces-0001.0.0.0 is not in the data set on this machine, so its pairs cannot be shown.",
            error.Message);
    }

    [Fact]
    public void A_sweep_that_is_gone_is_named() =>
        Assert.Equal(
            "The record has no sweep faces-0001.",
            Assert.Throws<UserErrorException>(() => Renderer(AllPairs(), sweep: false).RenderPng(Run)).Message);

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void Pictures_of_no_pair_or_of_too_many_are_refused(int pairs) =>
        Assert.Equal(
            $"A pair grid of {pairs} pairs cannot be drawn; ask for 1 to 100.",
            Assert.Throws<UserErrorException>(() => Renderer(AllPairs()).RenderPng(Run, pairs)).Message);

    private static DissimilarityRow[] AllPairs()
    {
        IReadOnlyList<FaceImage> faces = SyntheticFaces.Draw(Faces).Testing;
        return [.. from a in Enumerable.Range(0, faces.Count) from b in Enumerable.Range(a + 1, faces.Count - a - 1)
            select new DissimilarityRow(faces[a].Path, faces[b].Path, faces[a].Person != faces[b].Person, (a * 0.31) + (b * 0.17))];
    }

    private static IEnumerable<SKColor> Pixels(SKBitmap picture, int left, int top, int width, int height) =>
        from y in Enumerable.Range(top, height) from x in Enumerable.Range(left, width) select picture.GetPixel(x, y);

    private static PairGridRenderer Renderer(DissimilarityRow[] pairs, string? fingerprint = null, bool sweep = true)
    {
        IRecordReader reader = DispatchProxy.Create<IRecordReader, Reader>();
        Reader answers = (Reader)reader;
        answers.Scores = new DissimilaritySet(Run, 1, EvaluationSplit.Test, 2.0, false, pairs);
        answers.Row = sweep
            ? new SweepRow(
                "faces-0001",
                "faces",
                "grid",
                "validation.eer",
                "minimize",
                "",
                SweepState.Finished,
                DateTimeOffset.UnixEpoch,
                null)
            {
                Dataset = Faces,
                DatasetFingerprint = fingerprint,
            }
            : null;
        return new PairGridRenderer(reader, ".");
    }

    /// <summary>Answers the two questions that the renderer asks of the record.</summary>
    public class Reader : DispatchProxy
    {
        internal DissimilaritySet? Scores { get; set; }

        internal SweepRow? Row { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod?.Name switch
        {
            nameof(IRecordReader.Dissimilarities) => Scores,
            nameof(IRecordReader.Sweep) => Row,
            _ => throw new NotSupportedException(targetMethod?.Name),
        };
    }
}
