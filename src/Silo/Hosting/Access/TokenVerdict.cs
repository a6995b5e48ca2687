namespace SiameseSweep.Silo.Hosting.Access;

/// <summary>How the head judges a token that a client shows.</summary>
internal enum TokenVerdict
{
    /// <summary>It is the head's.</summary>
    Right,

    /// <summary>It is not.</summary>
    Wrong,

    /// <summary>It was not looked at: the client's address has shown too many wrong ones.</summary>
    TooManyGuesses,
}
