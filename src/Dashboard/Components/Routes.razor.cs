using Microsoft.AspNetCore.Components;

namespace SiameseSweep.Dashboard.Components;

/// <summary>The pages by their addresses.</summary>
public sealed partial class Routes
{
    /// <summary>Whether the browser has signed in with the head's token.</summary>
    [Parameter] public bool IsSignedIn { get; set; }
}
