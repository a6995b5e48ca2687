using SiameseSweep.Silo.Homes;

namespace SiameseSweep.Silo.Hosting;

/// <summary>A browser shows the token once and gets a cookie that stands for it.</summary>
internal static class Login
{
    public const string Path = "/login";
    public const string Cookie = "siamese-sweep-login";

    private const string Page = """
        <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
        <title>SiameseSweep</title><style>:root{color-scheme:light dark}body{font:16px system-ui;max-width:26rem;margin:20vh auto;padding:0 1rem}
        input,button{font:inherit;padding:.5rem;width:100%;box-sizing:border-box;margin-top:.5rem}</style></head><body>
        <h1>SiameseSweep</h1><p>MESSAGE</p><form method="post" action="/login"><label for="token">Token</label>
        <input id="token" name="token" type="password" autocomplete="current-password" autofocus required><button>Open</button></form></body></html>
        """;

    public static void Map(WebApplication app, AccessToken token)
    {
        app.MapGet(Path, () => Html("The token was shown when this head was first started; on its machine it lies in the home directory, in the file <code>token</code>.", StatusCodes.Status200OK))
            .ExcludeFromDescription();
        app.MapPost(Path, async (HttpContext context) =>
        {
            IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted);
            if (!token.Matches(form["token"].ToString().Trim()))
            {
                return Html("That is not this head's token.", StatusCodes.Status401Unauthorized);
            }

            context.Response.Cookies.Append(Cookie, token.CookieValue, new CookieOptions
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Strict,
                Secure = context.Request.IsHttps,
                Path = "/",
                IsEssential = true,
            });
            return Results.Redirect("/");
        }).DisableAntiforgery().ExcludeFromDescription();
    }

    private static IResult Html(string message, int status) => Results.Text(Page.Replace("MESSAGE", message, StringComparison.Ordinal), "text/html", statusCode: status);
}
