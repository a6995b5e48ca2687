using Microsoft.AspNetCore.Components;
using SiameseSweep.Dashboard.Model;
using SiameseSweep.Dashboard.Model.Charts;

namespace SiameseSweep.Dashboard.Components.Controls;

/// <summary>How a run tells faces apart: pictures, distributions, error curves, embeddings.</summary>
public sealed partial class RunVerification
{
    private static readonly ChartModel Nothing = new("", "", [], []);
    private RunModel? _made;
    private ChartModel _histogram = Nothing;
    private ChartModel _roc = Nothing;
    private ChartModel _det = Nothing;
    private ChartModel _plane = Nothing;
    private bool _pictureFailed;

    /// <summary>The run.</summary>
    [Parameter, EditorRequired] public required RunModel Model { get; set; }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (Model.Scores is null || ReferenceEquals(Model, _made))
        {
            return;
        }

        // Losses arrive many times between two evaluations; only a new evaluation changes these charts.
        if (_made?.Scores?.Epoch != Model.Scores.Epoch || _made.Embeddings.Count != Model.Embeddings.Count)
        {
            OperatingCurve? curve = OperatingCurve.Of(Model.Scores.Pairs);
            List<(string, OperatingCurve)> curves = curve is null ? [] : [("test pairs", curve)];
            _histogram = VerificationCharts.Histogram(Model.Scores);
            _roc = curve is null ? Nothing : VerificationCharts.Roc(curves);
            _det = curve is null ? Nothing : VerificationCharts.Det(curves);
            _plane = EmbeddingCharts.Plane(Model.Embeddings);
            _pictureFailed = false;
        }

        _made = Model;
    }
}
