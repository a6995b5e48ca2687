using Microsoft.AspNetCore.Components;
using SiameseSweep.Core;
using SiameseSweep.Core.Commands;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Dashboard.Model;

namespace SiameseSweep.Dashboard.Components.Pages;

/// <summary>A sweep file, checked while one types by the same reader that <c>check</c> uses, and started from here.</summary>
public sealed partial class SubmitPage
{
    /// <summary>Longest text the editor takes; the circuit's messages are sized for it.</summary>
    public const int MostCharacters = 200_000;

    private const string FileName = "sweep.yaml";
    private string _yaml = "";
    private Finding? _checked;
    private string[] _lines = [];
    private string? _refused;
    private bool _busy;
    private int _version;

    [Inject] public required ISweepCommands Commands { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [SupplyParameterFromQuery(Name = "example")] public string? Example { get; set; }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_yaml.Length == 0 && Example is string name && SweepExamples.Read(name) is string text)
        {
            await Check(text);
        }
    }

    private static string Place(SweepDiagnostic found) => found.Line == 0 ? found.Path : $"line {found.Line}, column {found.Column}";

    private string? Line(SweepDiagnostic found) => found.Line > 0 && found.Line <= _lines.Length ? _lines[found.Line - 1].Trim() : null;

    private Task Load(string name) => Check(SweepExamples.Read(name) ?? "");

    private async Task Check(string yaml)
    {
        int version = ++_version;
        _yaml = yaml;
        _refused = null;
        if (string.IsNullOrWhiteSpace(yaml))
        {
            _checked = null;
            return;
        }

        Finding result = await Task.Run(() => Finding.Of(yaml));
        if (version == _version)
        {
            // Otherwise another key was pressed meanwhile, and that text is being checked.
            _checked = result;
            _lines = yaml.Split('\n');
        }
    }

    private async Task Submit()
    {
        _busy = true;
        _refused = null;
        try
        {
            string sweepId = await Commands.Submit(_yaml, FileName);
            Navigation.NavigateTo(DashboardUrls.Sweep(sweepId));
        }
        catch (UserErrorException e)
        {
            _refused = e.Message;
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException or IOException)
        {
            _refused = $"The head did not take it: {e.Message}";
        }
        finally
        {
            _busy = false;
        }
    }

    /// <summary>What reading a text gave, with the plan of <c>check</c> when it can be started.</summary>
    private sealed record Finding(SweepParseResult Result, string Plan)
    {
        public static Finding Of(string yaml)
        {
            SweepParseResult result = SweepFile.Parse(yaml, FileName);
            return new Finding(result, result.Definition is SweepDefinition sweep ? SweepPlanText.Render(SweepPlan.For(sweep)) : "");
        }
    }
}
