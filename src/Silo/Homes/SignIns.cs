using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SiameseSweep.Core.Store;
using SiameseSweep.Silo.Documents;

namespace SiameseSweep.Silo.Homes;

/// <summary>
/// The browsers that have shown the token. Each sign-in has a random value of its own, which the browser keeps as a cookie;
/// DATADIR/sign-ins.json
/// keeps only its hash, keyed by the token, so that sign-ins outlast the head's process and end when the token is changed.
/// </summary>
internal sealed class SignIns
{
    /// <summary>Lifetime of a sign-in.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private const int Bytes = 32;
    private const int Most = 1000; // the oldest go

    private readonly Lock _gate = new();
    private readonly string _file;
    private readonly byte[] _key;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, DateTimeOffset> _endsByHash;

    /// <param name="home">Where they are kept.</param>
    /// <param name="token">The head's token.</param>
    /// <param name="time">Tells when one is over.</param>
    public SignIns(HomeDirectory home, AccessToken token, TimeProvider time)
    {
        _file = home.SignInsFile;
        _key = Encoding.UTF8.GetBytes(token.Value);
        _time = time;
        _endsByHash = Read(_file);
    }

    /// <summary>Starts a sign-in and returns the value of its cookie.</summary>
    public string Begin()
    {
        string value = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));
        lock (_gate)
        {
            _endsByHash[Hash(value)] = _time.GetUtcNow() + Lifetime;
            Keep();
        }

        return value;
    }

    /// <summary>Whether a cookie's value is that of a sign-in that has not ended.</summary>
    public bool Contains(string? value)
    {
        lock (_gate)
        {
            return value is { Length: > 0 } && _endsByHash.TryGetValue(Hash(value), out DateTimeOffset end) && _time.GetUtcNow() < end;
        }
    }

    /// <summary>Ends a sign-in; nothing happens if there is none of that value.</summary>
    public void End(string? value)
    {
        lock (_gate)
        {
            if (value is { Length: > 0 } && _endsByHash.Remove(Hash(value)))
            {
                Keep();
            }
        }
    }

    private void Keep()
    {
        foreach ((string hash, _) in _endsByHash
                .OrderByDescending(s => s.Value)
                .Where((s, i) => i >= Most || s.Value <= _time.GetUtcNow())
                .ToList())
        {
            _endsByHash.Remove(hash);
        }

        try
        {
            string temporary = _file + ".tmp";
            File.WriteAllText(temporary, JsonSerializer.Serialize(_endsByHash, Json.Indented) + "\n");
            File.Move(temporary, _file, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // On a full disk they last as long as this process.
        }
    }

    private static Dictionary<string, DateTimeOffset> Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, DateTimeOffset>>(File.ReadAllText(file), Json.Indented) ?? [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return []; // then browsers sign in again
        }
    }

    private string Hash(string value) => Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(value)));
}
