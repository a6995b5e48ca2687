using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Silo.Homes;

/// <summary>
/// What a head that listens beyond loopback asks everybody for. Generated at its first start, kept in DATADIR/token, readable by
/// its owner alone, never logged.
/// </summary>
internal sealed class AccessToken
{
    private const int Bytes = 32;
    private readonly byte[] _hash;

    private AccessToken(string value, bool isNew)
    {
        Value = value;
        IsNew = isNew;
        _hash = Hash(value);
    }

    public string Value { get; }

    /// <summary>Whether it was generated just now, so that it is shown once.</summary>
    public bool IsNew { get; }

    /// <summary>Compares in constant time, whatever the length.</summary>
    public bool Matches(string? offered) => offered is not null && CryptographicOperations.FixedTimeEquals(_hash, Hash(offered));

    /// <summary>What a browser keeps instead of the token itself.</summary>
    public string CookieValue => Convert.ToHexStringLower(Hash("cookie:" + Value));

    public bool MatchesCookie(string? offered) =>
        offered is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(CookieValue), Encoding.UTF8.GetBytes(offered));

    public static AccessToken Ensure(HomeDirectory home)
    {
        if (Find(home) is { } value)
        {
            return new AccessToken(value, isNew: false);
        }

        string made = NewValue();
        FileStreamOptions ownerOnly = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using FileStream file = new(PathIn(home), ownerOnly);
        file.Write(Encoding.ASCII.GetBytes(made + "\n"));
        return new AccessToken(made, isNew: true);
    }

    /// <summary>One that is kept in memory only.</summary>
    public static AccessToken Fresh() => new(NewValue(), isNew: true);

    /// <summary>The token of a DATADIR on this machine, or null.</summary>
    public static string? Find(HomeDirectory home) => File.Exists(PathIn(home)) ? File.ReadAllText(PathIn(home)).Trim() : null;

    private static string NewValue() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    private static string PathIn(HomeDirectory home) => Path.Combine(home.Path, "token");

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
