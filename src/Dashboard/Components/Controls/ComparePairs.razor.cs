using System.Globalization;
using Microsoft.AspNetCore.Components;
using SiameseSweep.Dashboard.Model;

namespace SiameseSweep.Dashboard.Components.Controls;

/// <summary>One slider that judges the pairs of all runs anew.</summary>
public sealed partial class ComparePairs
{
    private double _given = 1;
    private double _stretch = 1;
    private PairBook _book = PairBook.Judge([], 1);

    /// <summary>The runs.</summary>
    [Parameter, EditorRequired] public required CompareModel Model { get; set; }

    /// <summary>Times each run's own threshold.</summary>
    [Parameter] public double Stretch { get; set; } = 1;

    /// <summary>Told when the slider is let go.</summary>
    [Parameter] public EventCallback<double> StretchChanged { get; set; }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (_given != Stretch)
        {
            // Only then: a commit that redraws the page must not move the slider out of the hand that holds it.
            _given = _stretch = Stretch;
        }

        Judge();
    }

    private void Slide(ChangeEventArgs e)
    {
        if (double.TryParse(e.Value?.ToString(), CultureInfo.InvariantCulture, out double stretch))
        {
            _stretch = stretch;
            Judge();
        }
    }

    private Task Keep(ChangeEventArgs e) => StretchChanged.InvokeAsync(_stretch);

    private void Judge() => _book = PairBook.Judge(Model.Runs.Where(r => r.Scores is not null).Select(r => (r.Name, r.Scores!)).ToList(), _stretch);
}
