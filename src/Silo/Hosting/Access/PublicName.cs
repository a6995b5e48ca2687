using System.Diagnostics.CodeAnalysis;

namespace SiameseSweep.Silo.Hosting.Access;

/// <summary>A name under which browsers reach the head through a proxy (<c>--public-name</c>).</summary>
/// <param name="Host">The name itself.</param>
/// <param name="Origin">Scheme, name and port; null when only the name was given.</param>
internal sealed record PublicName(string Host, string? Origin)
{
    /// <summary>Whether browsers reach it over TLS for certain.</summary>
    public bool IsSecure => Origin?.StartsWith("https:", StringComparison.Ordinal) ?? false;

    /// <summary>Reads <c>NAME</c>, or <c>https://NAME</c> with or without a port.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out PublicName? name)
    {
        name =
            Uri.CheckHostName(text) != UriHostNameType.Unknown ? new PublicName(text, null)
            : Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
            && uri is { Scheme: "https" or "http", PathAndQuery: "/", Fragment: "", UserInfo: "" }
                ? new PublicName(uri.IdnHost, OriginOf(uri))
                : null;
        return name is not null;
    }

    /// <summary>Whether a page of this origin is the head's own; a bare name stands for both schemes at their usual ports.</summary>
    public bool IsOriginOf(Uri page) =>
        Origin is null ? page.IsDefaultPort && page.IdnHost.Equals(Host, StringComparison.OrdinalIgnoreCase) : Origin == OriginOf(page);

    private static string OriginOf(Uri uri) => $"{uri.Scheme}://{uri.IdnHost.ToLowerInvariant()}:{uri.Port}";
}
