namespace SiameseSweep.Core;

/// <summary>Text of a user as messages quote it: enough to find it, never all of a large input.</summary>
public static class QuotedText
{
    /// <summary>The most characters that a message quotes.</summary>
    public const int MostCharacters = 200;

    /// <summary>The text itself, or its beginning with an ellipsis.</summary>
    public static string Short(string text, int most = MostCharacters) => text.Length <= most ? text : text[..(most - 1)] + "…";
}
