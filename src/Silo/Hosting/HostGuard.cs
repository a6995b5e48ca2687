using Microsoft.AspNetCore.Http.Extensions;
using SiameseSweep.Silo.Api;
using SiameseSweep.Silo.Homes;

namespace SiameseSweep.Silo.Hosting;

/// <summary>
/// Who may talk to the head. Pages of other sites cannot: their Host (DNS rebinding), their Origin and their cross-site requests
/// are refused. Beyond loopback, and where a name was given to it, everybody must show the token: as a bearer token, or as the cookie that /login gives for it.
/// </summary>
internal sealed class HostGuard(RequestDelegate next, ListenAddress listen, AccessToken? token, FilesGate? files, IProblemDetailsService problems)
{
    public async Task InvokeAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (files is not null && (context.Connection.LocalPort == files.Port || request.Path.StartsWithSegments(FileEndpoints.Prefix)))
        {
            await AtGate(context, files.Token);
        }
        else if (!listen.Accepts(request.Host.Host))
        {
            await Refuse(context, StatusCodes.Status400BadRequest, $"This head does not answer to the host name '{request.Host.Host}'. If a proxy of yours has that name, start the head with --public-name.");
        }
        else if (IsCrossSite(request))
        {
            await Refuse(context, StatusCodes.Status403Forbidden, "Requests from pages of other sites are refused.");
        }
        else if (token is null || request.Path == "/healthz" || request.Path == Login.Path || IsLetIn(request, token))
        {
            await next(context);
        }
        else if (HttpMethods.IsGet(request.Method) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal))
        {
            context.Response.Redirect(UriHelper.BuildRelative(request.PathBase, Login.Path));
        }
        else
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await Refuse(context, StatusCodes.Status401Unauthorized, "This head asks for its token: send it as 'Authorization: Bearer TOKEN'.");
        }
    }

    private async Task AtGate(HttpContext context, AccessToken gate)
    {
        if (!context.Request.Path.StartsWithSegments(FileEndpoints.Prefix))
        {
            await Refuse(context, StatusCodes.Status404NotFound, "Workers bring their files here; the dashboard and the API are elsewhere.");
        }
        else if (gate.Matches(BearerOf(context.Request)))
        {
            await next(context);
        }
        else
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await Refuse(context, StatusCodes.Status401Unauthorized, "Files are for this head's workers, which get their token through the cluster.");
        }
    }

    private static bool IsLetIn(HttpRequest request, AccessToken token) =>
        BearerOf(request) is { } bearer ? token.Matches(bearer) : token.MatchesCookie(request.Cookies[Login.Cookie]);

    private static string? BearerOf(HttpRequest request)
    {
        const string Bearer = "Bearer ";
        string authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim() : null;
    }

    // Reading across sites is already stopped by the browser; changing things, and opening a circuit, is not. A proxy may put its own
    // idea of a Host in place of the browser's, but leaves the Origin.
    private bool IsCrossSite(HttpRequest request)
    {
        bool onlyReads = (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
            && !request.Headers.ContainsKey("Sec-WebSocket-Key");
        if (onlyReads)
        {
            return false;
        }

        string origin = request.Headers.Origin.ToString();
        return request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site"
            || (origin.Length > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out Uri? from) && (from.Authority == request.Host.Value || listen.HasName(from.Host))));
    }

    private async Task Refuse(HttpContext context, int status, string detail)
    {
        context.Response.StatusCode = status;
        await problems.WriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = { Status = status, Detail = detail } });
    }
}
