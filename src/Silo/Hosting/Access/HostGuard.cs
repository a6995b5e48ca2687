using System.Security.Claims;
using Microsoft.AspNetCore.Http.Extensions;
using SiameseSweep.Core;
using SiameseSweep.Silo.Api;

namespace SiameseSweep.Silo.Hosting.Access;

/// <summary>
/// Decides who may talk to the head. Pages of other sites may not: their Host (DNS rebinding), their Origin and their cross-site
/// requests are
/// refused. On loopback the head's own user is let in; everybody else must show the token, as a bearer token or as the cookie that /login
/// gives for it.
/// </summary>
internal sealed class HostGuard(
    RequestDelegate next,
    ListenAddress listen,
    Credentials credentials,
    FileServer? files,
    IProblemDetailsService problems,
    TimeProvider time)
{
    private const string WebSocketKey = "Sec-WebSocket-Key";
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(3);

    public async Task InvokeAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (files is not null && (context.Connection.LocalPort == files.Port || request.Path.StartsWithSegments(FileEndpoints.Prefix)))
        {
            await AtGate(context, files);
        }
        else if (!listen.Accepts(request.Host.Host))
        {
            await Refuse(
                context,
                StatusCodes.Status400BadRequest,
                $"This head does not answer to the host name '{QuotedText.Short(request.Host.Host)}'. "
                    + $"If a proxy of yours has that name, start the head with --public-name."
            );
        }
        else if (IsCrossSite(request))
        {
            await Refuse(
                context,
                StatusCodes.Status403Forbidden,
                "Requests from pages of other sites are refused. If a proxy of yours is reached there, start the head with --public-name "
                    + "and its whole address."
            );
        }
        else if (IsOwnUser(context) || request.Path == "/healthz" || request.Path == Login.Path)
        {
            await next(context);
        }
        else
        {
            await Ask(context);
        }
    }

    private async Task Ask(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (BearerOf(request) is { } bearer)
        {
            await (credentials.Check(bearer, context.Connection.RemoteIpAddress) switch
            {
                TokenVerdict.Right => next(context),
                TokenVerdict.TooManyGuesses => RefuseGuesses(context),
                _ => RefuseUnauthorized(context, "This head asks for its token: send it as 'Authorization: Bearer TOKEN'."),
            });
        }
        else if (credentials.IsSignedIn(Login.CookiesOf(request)))
        {
            context.User = new ClaimsPrincipal(new ClaimsIdentity(authenticationType: Login.Cookie));
            await NextWhileSignedIn(context);
        }
        else if (HttpMethods.IsGet(request.Method) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal))
        {
            context.Response.Redirect(UriHelper.BuildRelative(request.PathBase, Login.Path));
        }
        else
        {
            await RefuseUnauthorized(context, "This head asks for its token: send it as 'Authorization: Bearer TOKEN'.");
        }
    }

    // An open page lives as long as its WebSocket, and must not outlive its sign-in.
    private async Task NextWhileSignedIn(HttpContext context)
    {
        string[] cookies = [.. Login.CookiesOf(context.Request)];
        using ITimer? looks = !context.Request.Headers.ContainsKey(WebSocketKey) ? null : time.CreateTimer(
            _ =>
            {
                if (!credentials.IsSignedIn(cookies))
                {
                    context.Abort();
                }
            },
            null, LookEvery, LookEvery);
        await next(context);
    }

    private async Task AtGate(HttpContext context, FileServer gate)
    {
        if (!context.Request.Path.StartsWithSegments(FileEndpoints.Prefix))
        {
            await Refuse(
                context,
                StatusCodes.Status404NotFound,
                "Workers bring their files here; the dashboard and the API are elsewhere.");
        }
        else if (gate.Token.Matches(BearerOf(context.Request)))
        {
            await next(context);
        }
        else
        {
            await RefuseUnauthorized(context, "Files are for this head's workers, which get their token through the cluster.");
        }
    }

    private bool IsOwnUser(HttpContext context) => listen.TrustsOwnUser && context.Features.Get<OwnConnection>() is not null;

    private static string? BearerOf(HttpRequest request)
    {
        const string Bearer = "Bearer ";
        string authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim() : null;
    }

    // Reading across sites is already stopped by the browser; changing things, and opening a circuit, is not.
    private bool IsCrossSite(HttpRequest request)
    {
        bool onlyReads = (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
            && !request.Headers.ContainsKey(WebSocketKey);
        if (onlyReads)
        {
            return false;
        }

        string origin = request.Headers.Origin.ToString();
        return request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site"
            || (origin.Length > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out Uri? page) && IsOwnOrigin(page, request)));
    }

    // A proxy may put its own idea of a Host in place of the browser's, but leaves the Origin.
    private bool IsOwnOrigin(Uri page, HttpRequest request) =>
        listen.Names.Any(name => name.IsOriginOf(page))
        || (Uri.TryCreate($"{Tls.SchemeOf(request)}://{request.Host.Value}", UriKind.Absolute, out Uri? own)
            && Uri.Compare(page, own, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0);

    private Task RefuseUnauthorized(HttpContext context, string detail)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Refuse(context, StatusCodes.Status401Unauthorized, detail);
    }

    private Task RefuseGuesses(HttpContext context)
    {
        context.Response.Headers.RetryAfter = TokenGuesses.RetryAfter;
        return Refuse(context, StatusCodes.Status429TooManyRequests, TokenGuesses.Refusal);
    }

    private async Task Refuse(HttpContext context, int status, string detail)
    {
        context.Response.StatusCode = status;
        await problems.WriteAsync(
            new ProblemDetailsContext { HttpContext = context, ProblemDetails = { Status = status, Detail = detail } });
    }
}
