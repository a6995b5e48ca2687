using System.Net;
using SiameseSweep.Silo.Homes;

namespace SiameseSweep.Silo.Hosting.Access;

/// <summary>Credentials of a client: the head's token, or a sign-in made with it.</summary>
internal sealed class Credentials(AccessToken token, SignIns signIns, TokenGuesses guesses)
{
    /// <summary>Judges a token, and counts a wrong one against the client's address.</summary>
    public TokenVerdict Check(string? offered, IPAddress? client)
    {
        if (!guesses.MayTry(client))
        {
            return TokenVerdict.TooManyGuesses;
        }

        if (token.Matches(offered))
        {
            return TokenVerdict.Right;
        }

        guesses.WasWrong(client);
        return TokenVerdict.Wrong;
    }

    /// <summary>Whether one of a browser's cookies is that of a sign-in.</summary>
    public bool IsSignedIn(IEnumerable<string> cookies) => cookies.Any(signIns.Contains);

    /// <summary>Signs a browser in; returns the value of its cookie.</summary>
    public string SignIn() => signIns.Begin();

    /// <summary>Signs a browser out.</summary>
    public void SignOut(HttpRequest request)
    {
        foreach (string value in Login.CookiesOf(request))
        {
            signIns.End(value);
        }
    }
}
