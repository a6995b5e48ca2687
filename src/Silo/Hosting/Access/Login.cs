using SiameseSweep.Silo.Homes;

namespace SiameseSweep.Silo.Hosting.Access;

/// <summary>A browser shows the token once and gets a cookie that stands for it, until it signs out or a week has passed.</summary>
internal static class Login
{
    public const string Path = "/login";
    public const string OutPath = "/logout";
    public const string Cookie = "siamese-sweep-login";

    // Browsers take a cookie with this prefix only over TLS, for the whole site and from the very host (RFC 6265bis, 4.1.3.2).
    private const string SecureCookie = "__Host-" + Cookie;

    private const string Page = """
        <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
        <title>SiameseSweep</title>
        <style>:root{color-scheme:light dark}body{font:16px system-ui;max-width:26rem;margin:20vh auto;padding:0 1rem}
        input,button{font:inherit;padding:.5rem;width:100%;box-sizing:border-box;margin-top:.5rem}</style></head><body>
        <h1>SiameseSweep</h1><p>MESSAGE</p><form method="post" action="/login"><label for="token">Token</label>
        <input id="token" name="token" type="password" autocomplete="current-password" autofocus required>
        <button>Open</button></form></body></html>
        """;

    public static void Map(WebApplication app, Credentials credentials, ListenAddress listen)
    {
        app.MapGet(
                Path,
                () =>
                    Html(
                        "This head asks for its token. On its machine it lies in the home directory, in the file <code>token</code>.",
                        StatusCodes.Status200OK))
            .ExcludeFromDescription();
        app.MapPost(Path, (HttpContext context, CancellationToken left) => SignIn(context, credentials, listen, left))
            .DisableAntiforgery()
            .ExcludeFromDescription();
        app.MapPost(
                OutPath,
                (HttpContext context) =>
                {
                    credentials.SignOut(context.Request);
                    context.Response.Cookies.Delete(Cookie);
                    context.Response.Cookies.Delete(SecureCookie, new CookieOptions { Secure = true });
                    return Results.Redirect(Path);
                })
            .DisableAntiforgery()
            .ExcludeFromDescription();
    }

    /// <summary>Cookie of a sign-in.</summary>
    public static IEnumerable<string> CookiesOf(HttpRequest request) =>
        new[] { request.Cookies[SecureCookie], request.Cookies[Cookie] }.OfType<string>();

    private static async Task<IResult> SignIn(HttpContext context, Credentials credentials, ListenAddress listen, CancellationToken left)
    {
        const string NoForm = "Send the token as the field 'token' of a form.";
        if (!context.Request.HasFormContentType)
        {
            return Results.Problem(NoForm, statusCode: StatusCodes.Status400BadRequest);
        }

        IFormCollection form;
        try
        {
            form = await context.Request.ReadFormAsync(left);
        }
        catch (Exception error) when (error is InvalidDataException or IOException and not BadHttpRequestException)
        {
            return Results.Problem(
                "The form cannot be read; send the token as its field 'token'.",
                statusCode: StatusCodes.Status400BadRequest);
        }

        if (!form.ContainsKey("token"))
        {
            return Results.Problem(NoForm, statusCode: StatusCodes.Status400BadRequest);
        }

        switch (credentials.Check(form["token"].ToString().Trim(), context.Connection.RemoteIpAddress))
        {
            case TokenVerdict.TooManyGuesses:
                context.Response.Headers.RetryAfter = TokenGuesses.RetryAfter;
                return Html(TokenGuesses.Refusal, StatusCodes.Status429TooManyRequests);
            case TokenVerdict.Wrong:
                return Html("That is not this head's token.", StatusCodes.Status401Unauthorized);
        }

        bool secure = Tls.IsUsed(context.Request, listen.Names);
        context.Response.Cookies.Append(secure ? SecureCookie : Cookie, credentials.SignIn(), new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = secure,
            Path = "/",
            MaxAge = SignIns.Lifetime,
            IsEssential = true,
        });
        return Results.Redirect("/");
    }

    private static IResult Html(string message, int status) =>
        Results.Text(Page.Replace("MESSAGE", message, StringComparison.Ordinal), "text/html", statusCode: status);
}
