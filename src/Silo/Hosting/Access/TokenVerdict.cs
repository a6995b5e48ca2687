namespace SiameseSweep.Silo.Hosting.Access;

/// <summary>Outcome of checking a client's token.</summary>
internal enum TokenVerdict
{
    /// <summary>It is the head's.</summary>
    Right,

    /// <summary>It is not.</summary>
    Wrong,

    /// <summary>It was not looked at: the client's address has shown too many wrong ones.</summary>
    TooManyGuesses,
}
