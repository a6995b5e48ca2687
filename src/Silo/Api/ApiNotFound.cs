using Microsoft.AspNetCore.Routing.Template;

namespace SiameseSweep.Silo.Api;

/// <summary>
/// Answers API requests that match no endpoint: 404, or 405 with the methods that there are (RFC 9110, 15.5.6). Routing would tell them
/// apart itself if the route that catches the rest did not take every method.
/// </summary>
internal static class ApiNotFound
{
    public static IResult Refuse(HttpContext context, EndpointDataSource endpoints)
    {
        HttpRequest request = context.Request;
        string[] methods =
        [
            .. endpoints.Endpoints.OfType<RouteEndpoint>()
                .Where(e => Answers(e, request.Path))
                .SelectMany(MethodsOf)
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
        if (methods.Length == 0)
        {
            return Results.Problem(
                $"Nothing answers {request.Method} {request.Path}; /openapi/v1.json lists what there is.",
                statusCode: StatusCodes.Status404NotFound);
        }

        string allowed = string.Join(", ", methods);
        context.Response.Headers.Allow = allowed;
        return Results.Problem(
            $"{request.Path} answers {allowed}, not {request.Method}.",
            statusCode: StatusCodes.Status405MethodNotAllowed);
    }

    // The dashboard's page for what is not found would take any address.
    private static bool Answers(RouteEndpoint endpoint, PathString path) => endpoint.RoutePattern.RawText is { } pattern
        && pattern.StartsWith("/api/", StringComparison.Ordinal) && MethodsOf(endpoint).Count > 0
        && new TemplateMatcher(TemplateParser.Parse(pattern), []).TryMatch(path, []);

    // The route that catches the rest has none.
    private static IReadOnlyList<string> MethodsOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [];
}
