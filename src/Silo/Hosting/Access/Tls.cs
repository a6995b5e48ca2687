using System.Net;

namespace SiameseSweep.Silo.Hosting.Access;

/// <summary>Whether a browser's connection is encrypted: the head itself speaks plain HTTP, a proxy in front of it may not.</summary>
internal static class Tls
{
    /// <summary>The scheme of the browser's address, as far as a proxy on loopback tells it (X-Forwarded-Proto).</summary>
    public static string SchemeOf(HttpRequest request) =>
        request.HttpContext.Connection.RemoteIpAddress is { } peer && IPAddress.IsLoopback(peer)
        && request.Headers["X-Forwarded-Proto"].ToString().Equals(Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase)
            ? Uri.UriSchemeHttps
            : request.Scheme;

    /// <summary>
    /// Whether the page that sends a form came over TLS. Browsers say so in Origin; without it the name or the proxy does.
    /// </summary>
    public static bool IsUsed(HttpRequest request, IReadOnlyList<PublicName> names) =>
        Uri.TryCreate(request.Headers.Origin.ToString(), UriKind.Absolute, out Uri? page)
            ? page.Scheme == Uri.UriSchemeHttps
            : SchemeOf(request) == Uri.UriSchemeHttps || names.Any(name => name.IsSecure);
}
