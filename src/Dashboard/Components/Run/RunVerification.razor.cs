using Microsoft.AspNetCore.Components;
using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Model;
using SiameseSweep.Dashboard.Model.Charts;

namespace SiameseSweep.Dashboard.Components.Run;

/// <summary>Verification results of a run: pictures, distributions, error curves, embeddings.</summary>
public sealed partial class RunVerification
{
    private static readonly ChartModel Nothing = new("", "", [], []);
    private RunPageModel? _made;
    private ChartModel _histogram = Nothing;
    private ChartModel _roc = Nothing;
    private ChartModel _det = Nothing;
    private ChartModel _plane = Nothing;
    private bool _pictureFailed;

    /// <summary>The run.</summary>
    [Parameter, EditorRequired] public required RunPageModel Model { get; set; }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (Model.Scores is null || ReferenceEquals(Model, _made))
        {
            return;
        }

        // Only other scores change these charts. The same epoch's may be others: of a run that began again, or of another run.
        if (!Same(_made?.Scores, Model.Scores))
        {
            OperatingCurve? curve = OperatingCurve.Of(Model.Scores.Pairs);
            List<(string, OperatingCurve)> curves = curve is null ? [] : [("test pairs", curve)];
            _histogram = VerificationCharts.Histogram(Model.Scores);
            _roc = curve is null ? Nothing : VerificationCharts.Roc(curves);
            _det = curve is null ? Nothing : VerificationCharts.Det(curves);
            _pictureFailed = false;
        }

        if (_made is null || !Same(_made.Embeddings, Model.Embeddings))
        {
            _plane = EmbeddingCharts.Plane(Model.Embeddings);
        }

        _made = Model;
    }

    private static bool Same(DissimilaritySet? a, DissimilaritySet b) =>
        a is not null && (a.RunId, a.Epoch, a.Threshold) == (b.RunId, b.Epoch, b.Threshold) && a.Pairs.SequenceEqual(b.Pairs);

    private static bool Same(IReadOnlyList<EmbeddingRow> a, IReadOnlyList<EmbeddingRow> b) =>
        a.Count == b.Count
        && a.Zip(b)
            .All(p =>
                (p.First.RunId, p.First.Epoch, p.First.Image) == (p.Second.RunId, p.Second.Epoch, p.Second.Image)
                && p.First.Vector.AsSpan().SequenceEqual(p.Second.Vector));
}
