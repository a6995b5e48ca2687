using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using SiameseSweep.Core;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Silo.Homes;

/// <summary>
/// The secret that a head asks for: on loopback everybody but its own user, elsewhere everybody. Generated at the first start, kept in
/// DATADIR/token, readable by its owner alone, never logged.
/// </summary>
internal sealed class AccessToken
{
    private const int Bytes = 32;
    private const int LeastLength = 16; // of one that a user writes there
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

    /// <summary>That of a DATADIR, made when it has none.</summary>
    /// <exception cref="UserErrorException">It has one that can be guessed.</exception>
    public static AccessToken Ensure(HomeDirectory home)
    {
        if (Read(home) is not { } value)
        {
            return Make(home);
        }

        return value.Length >= LeastLength
            ? new AccessToken(value, isNew: false)
            : throw new UserErrorException(
                $"The token in {home.TokenFile} {(value.Length == 0 ? "is empty" : $"has only {value.Length} characters")}, "
                + $"so anybody could guess it; one has at least {LeastLength}. "
                + $"Delete it and the head makes a new one, or write a longer one into it.");
    }

    /// <summary>One that is kept in memory only.</summary>
    public static AccessToken Fresh() => new(NewValue(), isNew: true);

    /// <summary>The token of a DATADIR on this machine, or null.</summary>
    public static string? Find(HomeDirectory home) => Read(home) is { Length: > 0 } value ? value : null;

    private static string? Read(HomeDirectory home) => File.Exists(home.TokenFile) ? File.ReadAllText(home.TokenFile).Trim() : null;

    // Under a temporary name until it is on disk: a head killed meanwhile, or a full disk, must not leave an empty one.
    private static AccessToken Make(HomeDirectory home)
    {
        string made = NewValue();
        string temporary = home.TokenFile + ".tmp";
        File.Delete(temporary); // of a head that was killed; there is one at a time, by its lock
        FileStreamOptions ownerOnly = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using (FileStream file = new(temporary, ownerOnly))
        {
            file.Write(Encoding.ASCII.GetBytes(made + "\n"));
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, home.TokenFile);
        return new AccessToken(made, isNew: true);
    }

    private static string NewValue() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
