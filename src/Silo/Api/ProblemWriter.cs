using System.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace SiameseSweep.Silo.Api;

/// <summary>
/// Writes problem documents whatever the client accepts. The framework's own writer declines where Accept leaves JSON out, as that of an
/// export or a picture does: such a client is better served by the status and a sentence than by an empty 500 (RFC 9110, 12.5.1 allows it).
/// </summary>
internal sealed class ProblemWriter : IProblemDetailsWriter
{
    /// <inheritdoc/>
    public bool CanWrite(ProblemDetailsContext context) => true;

    /// <inheritdoc/>
    public ValueTask WriteAsync(ProblemDetailsContext context)
    {
        HttpContext http = context.HttpContext;
        context.ProblemDetails.Status ??= http.Response.StatusCode;
        ProblemDetails problem = TypedResults.Problem(context.ProblemDetails).ProblemDetails; // which fills in title and type
        problem.Extensions["traceId"] = Activity.Current?.Id ?? http.TraceIdentifier;
        return new ValueTask(http.Response.WriteAsJsonAsync(problem, options: null, "application/problem+json"));
    }
}
