using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using SiameseSweep.Core;
using SiameseSweep.Core.Head;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Silo.Api;

/// <summary>Errors as RFC 9457 problem documents: what a user can mend is said as it is, the rest only logged.</summary>
internal sealed class ProblemHandler(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        // Pages have an error page of their own; whose request cannot be read is told so anywhere.
        if (!context.Request.Path.StartsWithSegments("/api") && exception is not BadHttpRequestException)
        {
            return false;
        }

        (int status, string detail) = exception switch
        {
            TooManyReadersException error => (StatusCodes.Status503ServiceUnavailable, error.Message),
            RecordUnavailableException error => (StatusCodes.Status503ServiceUnavailable, error.Message),
            UserErrorException { Cause: UserErrorCause.Environment } error => (StatusCodes.Status500InternalServerError, error.Message),
            UserErrorException error => (StatusCodes.Status400BadRequest, error.Message),
            BadHttpRequestException error => (error.StatusCode, error.Message),
            OperationCanceledException when context.RequestAborted.IsCancellationRequested => (
                StatusCodes.Status499ClientClosedRequest,
                "The client left."),
            _ => (StatusCodes.Status500InternalServerError, "The head failed at this; its log under HOME/logs says why."),
        };
        context.Response.StatusCode = status;
        if (exception is TooManyReadersException)
        {
            context.Response.Headers.RetryAfter = TooManyReadersException.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        }

        return await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = context,
            ProblemDetails = { Status = status, Detail = detail },
        });
    }
}
