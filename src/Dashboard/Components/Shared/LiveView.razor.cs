using Microsoft.AspNetCore.Components;
using SiameseSweep.Dashboard.Live;

namespace SiameseSweep.Dashboard.Components.Shared;

/// <summary>Shows a live read in each of its states: loading, there, missing, deleted while shown, failed.</summary>
public sealed partial class LiveView<TModel>
    where TModel : class
{
    /// <summary>What to show.</summary>
    [Parameter, EditorRequired] public required LiveSnapshot<TModel> Snapshot { get; set; }

    /// <summary>What is read, in words: <c>run x.0.0.0</c>.</summary>
    [Parameter, EditorRequired] public required string What { get; set; }

    /// <summary>Its kind in a word: <c>run</c>.</summary>
    [Parameter] public string Kind { get; set; } = "page";

    /// <summary>What to say when it is not there; the usual sentence when null.</summary>
    [Parameter] public string? Missing { get; set; }

    /// <summary>The page itself.</summary>
    [Parameter, EditorRequired] public required RenderFragment<TModel> Ready { get; set; }

    /// <summary>Reads again.</summary>
    [Parameter] public EventCallback Retry { get; set; }
}
