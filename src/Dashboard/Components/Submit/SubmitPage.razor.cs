using Microsoft.AspNetCore.Components;
using SiameseSweep.Core;
using SiameseSweep.Core.Head;
using SiameseSweep.Core.Store;
using SiameseSweep.Core.SweepFiles;
using SiameseSweep.Core.SweepFiles.Plans;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Dashboard.Model;

namespace SiameseSweep.Dashboard.Components.Submit;

/// <summary>A sweep file, checked while one types by the same reader that <c>check</c> uses, and started from here.</summary>
public sealed partial class SubmitPage
{
    /// <summary>Longest text the editor takes; the circuit's messages are sized for it.</summary>
    public const int MostCharacters = 200_000;

    private static readonly TimeSpan TypingRests = TimeSpan.FromMilliseconds(400);
    private const string FileName = "sweep.yaml";
    private string _yaml = "";
    private Finding? _checked;
    private string[] _lines = [];
    private string? _refused;
    private bool _busy;
    private int _version;

    [Inject] public required ISweepCommands Commands { get; init; }

    [Inject] public required IRecordReader Reader { get; init; }

    [Inject] public required HomeDirectory Home { get; init; }

    [Inject] public required TimeProvider Time { get; init; }

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
            await Estimate(version, result);
        }
    }

    // What it will cost is told from the runs on record: read when typing rests, not at every key.
    private async Task Estimate(int version, Finding result)
    {
        if (result.Result.Definition is not SweepDefinition sweep || result.Sketch is not SweepPlan plan)
        {
            return;
        }

        StateHasChanged();
        await Task.Delay(TypingRests, Time);
        if (version != _version)
        {
            return;
        }

        try
        {
            string priced = await Task.Run(() => SweepPlanText.Render(plan, CostEstimate.For(sweep, plan, Reader, RecordBytes())));
            if (version == _version)
            {
                _checked = result with { Plan = priced };
            }
        }
        catch (UserErrorException)
        {
            // The plan without its cost is shown already; the record's own trouble is told where it is read.
        }
    }

    private long RecordBytes() => new FileInfo(Home.RecordFile) is { Exists: true } file ? file.Length : 0;

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

    /// <summary>Result of checking a text, with the plan if it is valid.</summary>
    private sealed record Finding(SweepParseResult Result, SweepPlan? Sketch, string Plan)
    {
        public static Finding Of(string yaml)
        {
            SweepParseResult result = SweepFile.Parse(yaml, FileName);
            SweepPlan? plan = result.Definition is SweepDefinition sweep ? SweepPlan.For(sweep) : null;
            return new Finding(result, plan, plan is null ? "" : SweepPlanText.Render(plan));
        }
    }
}
