using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using SiameseSweep.Core;
using SiameseSweep.Core.Head;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Model;
using SiameseSweep.Dashboard.Model.Charts;

namespace SiameseSweep.Dashboard.Components.Verify;

/// <summary>Two images, one checkpoint, one verdict.</summary>
public sealed partial class VerifyPage
{
    // A list longer than this is no list any more: such faces are dropped as files.
    private const int MostFaces = 2_000;
    private readonly byte[]?[] _images = new byte[2][];
    private FaceVerdict? _verdict;
    private string? _by;
    private Likeness? _likeness;
    private ChartModel? _histogram;
    private string? _error;
    private bool _busy;
    private string _asked = "";
    private string? _facesOf;
    private string? _noFaces;
    private IReadOnlyList<FaceEntry> _faces = [];

    [Inject] public required IServiceProvider Services { get; init; }

    [Inject] public required HomeDirectory Home { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [SupplyParameterFromQuery(Name = "run")] public string? RunText { get; set; }

    /// <inheritdoc/>
    protected override string Key => _asked;

    /// <inheritdoc/>
    protected override bool Concerns(string key, RecordChange change) =>
        (change.Kinds & (ChangeKinds.Checkpoints | ChangeKinds.Sweep | ChangeKinds.Runs)) != 0;

    /// <inheritdoc/>
    protected override VerifyModel Read(string key) => VerifyModel.Read(Reader, RunId.TryParse(key, out RunId run) ? run : null);

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync()
    {
        // Only a run that is not on the list makes another list: choosing from it must not take the images away.
        if (RunText is not null && Snapshot.Value?.Choices.Any(c => c.File.RunId.ToString() == RunText) != true)
        {
            _asked = RunText;
        }

        return base.OnParametersSetAsync();
    }

    private string? WithoutCheckpoint(VerifyModel model) =>
        RunText is null || model.Choices.Any(c => c.File.RunId.ToString() == RunText) ? null : RunText;

    private VerifyChoice? Chosen(VerifyModel model) =>
        model.Choices.FirstOrDefault(c => c.File.RunId.ToString() == RunText) ?? model.Choices.FirstOrDefault();

    private void Choose(ChangeEventArgs e)
    {
        _verdict = null;
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("run", e.Value?.ToString()), replace: true);
    }

    private IReadOnlyList<FaceEntry> FacesOf(VerifyModel model)
    {
        string? sweep = Chosen(model)?.File.RunId.SweepId;
        if (sweep != _facesOf)
        {
            (_facesOf, _faces, _noFaces) = (sweep, [], null);
            _ = ReadFaces(sweep);
        }

        return _faces;
    }

    private async Task ReadFaces(string? sweep)
    {
        if (sweep is null || Services.GetService<IFacePictures>() is not IFacePictures pictures)
        {
            return;
        }

        try
        {
            IReadOnlyList<FaceEntry> faces = await Task.Run(() => pictures.Faces(sweep));
            if (sweep == _facesOf)
            {
                _faces = faces.Count <= MostFaces ? faces : faces.Take(MostFaces).ToList();
            }
        }
        catch (UserErrorException e) when (sweep == _facesOf)
        {
            _noFaces = e.Message;
        }
        catch (UserErrorException)
        {
            // Of a sweep that is no longer chosen.
        }

        await InvokeAsync(StateHasChanged);
    }

    private Task<byte[]?> Fetch(VerifyModel model, string path) =>
        Chosen(model) is VerifyChoice choice && Services.GetService<IFacePictures>() is IFacePictures pictures
            ? Task.Run(() => pictures.Png(choice.File.RunId.SweepId, path))
            : Task.FromResult<byte[]?>(null);

    private void Take(int which, byte[]? image)
    {
        _images[which] = image;
        _verdict = null;
        _error = null;
    }

    private async Task Compare(VerifyModel model)
    {
        if (_busy || Chosen(model) is not VerifyChoice choice || _images[0] is not byte[] a || _images[1] is not byte[] b)
        {
            return;
        }

        _busy = true;
        _error = null;
        try
        {
            IFaceVerifier verifier =
                Services.GetService<IFaceVerifier>() ?? throw new UserErrorException("This head has nothing to compare faces with.");
            FaceVerdict verdict = await verifier.Compare(Home.Absolute(choice.File.Path), a, b);
            DissimilaritySet? scores = await Task.Run(() =>
                Reader.Dissimilarities(choice.File.RunId, EvaluationSplit.Test, choice.File.Epoch));
            if (!ReferenceEquals(a, _images[0]) || !ReferenceEquals(b, _images[1]) || choice != Chosen(model))
            {
                return; // of what is no longer chosen
            }

            _likeness = Likeness.Of(verdict.Dissimilarity, scores);
            _histogram = scores is null ? null : WithMark(VerificationCharts.Histogram(scores), verdict);
            (_verdict, _by) = (verdict, choice.Label);
        }
        catch (UserErrorException e)
        {
            _error = e.Message;
        }
        catch (Exception e) when (e is IOException or TimeoutException or InvalidOperationException)
        {
            _error = $"{e.Message}";
        }
        finally
        {
            _busy = false;
        }
    }

    private static ChartModel WithMark(ChartModel histogram, FaceVerdict verdict) =>
        histogram with { Marks = [new ChartMark("threshold", X: verdict.Threshold), new ChartMark("these two", X: verdict.Dissimilarity)] };
}
