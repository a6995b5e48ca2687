using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace SiameseSweep.Dashboard.Hosting;

/// <summary>Headers that tell browsers what pages of a head may do: run the head's own scripts and nothing else.</summary>
public static class SecurityHeaders
{
    private const int NonceBytes = 16;

    /// <summary>Adds the headers to every answer, refusals and errors among them. Call it first.</summary>
    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        ScriptNonce nonce = new(Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceBytes)));
        context.Features.Set(nonce);
        // As late as can be: what handles an error clears the headers first.
        context.Response.OnStarting(() =>
        {
            IHeaderDictionary headers = context.Response.Headers;
            headers.ContentSecurityPolicy = Policy(nonce.Value);
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin"; // without any, browsers would send 'Origin: null' with the head's own forms
            return Task.CompletedTask;
        });
        return next(context);
    });

    // Charts and components set styles of their own; pictures of charts are data URLs, and what is saved of them blobs.
    private static string Policy(string nonce) =>
        $"default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        + $"font-src 'self' data:; "
        + "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'";
}
