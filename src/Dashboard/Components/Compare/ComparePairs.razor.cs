using System.Globalization;
using Microsoft.AspNetCore.Components;
using SiameseSweep.Dashboard.Components.Shared;
using SiameseSweep.Dashboard.Model;

namespace SiameseSweep.Dashboard.Components.Compare;

/// <summary>One slider that judges the pairs of all runs anew.</summary>
public sealed partial class ComparePairs
{
    private (CompareModel Model, double Stretch)? _judged;
    private readonly TypedText _slider = new();
    private double _given = 1;
    private double _stretch = 1;
    private int _right;
    private int _wrong = 1;
    private IReadOnlyList<JudgedPair> _listed = [];
    private JointPairs _book = JointPairs.Judge([], 1);

    /// <summary>The runs.</summary>
    [Parameter, EditorRequired] public required CompareModel Model { get; set; }

    /// <summary>Times each run's own threshold.</summary>
    [Parameter] public double Stretch { get; set; } = 1;

    /// <summary>Told when the slider is let go.</summary>
    [Parameter] public EventCallback<double> StretchChanged { get; set; }

    /// <summary>Names of the run that is right and the one that is wrong; null: the first two.</summary>
    [Parameter] public (string? Right, string? Wrong) Opposed { get; set; }

    /// <summary>Told when two others are opposed.</summary>
    [Parameter] public EventCallback<(string? Right, string? Wrong)> OpposedChanged { get; set; }

    /// <summary>The pair that is followed over epochs.</summary>
    [Parameter] public FacePair? Followed { get; set; }

    /// <summary>Told when another is.</summary>
    [Parameter] public EventCallback<FacePair?> FollowedChanged { get; set; }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (_given != Stretch)
        {
            // Only then: a commit that redraws the page must not move the slider out of the hand that holds it.
            _given = _stretch = Stretch;
        }

        _slider.Show(_stretch.ToString(CultureInfo.InvariantCulture));

        Judge();
    }

    private void Slide(ChangeEventArgs e)
    {
        if (double.TryParse(_slider.Typed(e.Value), CultureInfo.InvariantCulture, out double stretch))
        {
            _stretch = stretch;
            Judge();
        }
    }

    private Task Keep(ChangeEventArgs e) => StretchChanged.InvokeAsync(_stretch);

    private Task Choose(ChangeEventArgs e, bool right)
    {
        string? name =
            int.TryParse(e.Value?.ToString(), CultureInfo.InvariantCulture, out int run) && run < _book.Runs.Count
                ? _book.Runs[run].Name
                : null;
        return OpposedChanged.InvokeAsync(right ? (name, _book.Runs[_wrong].Name) : (_book.Runs[_right].Name, name));
    }

    private void Judge()
    {
        if (_judged is not { } judged || !ReferenceEquals(judged.Model, Model) || judged.Stretch != _stretch)
        {
            _book = JointPairs.Judge(Model.Runs.Where(r => r.Scores is not null).Select(r => (r.Name, r.Scores!)).ToList(), _stretch);
            _judged = (Model, _stretch);
        }

        _right = Place(Opposed.Right, 0);
        _wrong = Place(Opposed.Wrong, _right == 0 ? 1 : 0);
        _listed = _book.Runs.Count > 1 ? _book.RightAndWrongPairs(_right, _wrong, 30) : [];
    }

    private int Place(string? name, int otherwise)
    {
        int at = _book.Runs.ToList().FindIndex(r => r.Name == name);
        return at >= 0 ? at : Math.Min(otherwise, Math.Max(0, _book.Runs.Count - 1));
    }
}
