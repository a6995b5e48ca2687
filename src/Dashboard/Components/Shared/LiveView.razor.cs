using Microsoft.AspNetCore.Components;
using SiameseSweep.Dashboard.Live;

namespace SiameseSweep.Dashboard.Components.Shared;

/// <summary>Shows a live read in each of its states: loading, there, missing, deleted while shown, failed.</summary>
public sealed partial class LiveView<TModel>
    where TModel : class
{
    /// <summary>Content to show.</summary>
    [Parameter, EditorRequired] public required LiveSnapshot<TModel> Snapshot { get; set; }

    /// <summary>Name of the value read: <c>run x.0.0.0</c>.</summary>
    [Parameter, EditorRequired] public required string What { get; set; }

    /// <summary>Its kind in a word: <c>run</c>.</summary>
    [Parameter] public string Kind { get; set; } = "page";

    /// <summary>Message if it does not exist; null for the default.</summary>
    [Parameter] public string? Missing { get; set; }

    /// <summary>The page itself.</summary>
    [Parameter, EditorRequired] public required RenderFragment<TModel> Ready { get; set; }

    /// <summary>Reads again.</summary>
    [Parameter] public EventCallback Retry { get; set; }
}
