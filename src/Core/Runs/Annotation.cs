namespace SiameseSweep.Core.Runs;

/// <summary>Tags and note of a run. Plain text, escaped when displayed.</summary>
/// <param name="Tags">In order of name, each once.</param>
/// <param name="Note">Free text, lines kept.</param>
public sealed record Annotation(IReadOnlyList<string> Tags, string Note)
{
    /// <summary>Most tags of a run.</summary>
    public const int MostTags = 20;

    /// <summary>Longest tag, in characters.</summary>
    public const int LongestTag = 40;

    /// <summary>Longest note, in characters.</summary>
    public const int LongestNote = 10_000;

    /// <summary>Nothing said.</summary>
    public static Annotation None { get; } = new([], "");

    /// <summary>Cleans what was typed: surrounding blanks go, empty and repeated tags too.</summary>
    /// <exception cref="UserErrorException">There are too many tags, or one of them or the note is too long or holds what no line
    /// of text does.</exception>
    public static Annotation Of(IEnumerable<string?> tags, string note)
    {
        string[] clean = [.. tags
            .Select(t => t?.Trim() ?? throw new UserErrorException("A tag is null; each is a text. Leave it out."))
            .Where(t => t.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (clean.Length > MostTags)
        {
            throw new UserErrorException($"{clean.Length} tags are too many; a run has at most {MostTags}. Put the rest into the note.");
        }

        foreach (string tag in clean)
        {
            if (tag.Length > LongestTag)
            {
                throw new UserErrorException(
                    $"The tag '{tag[..LongestTag]}…' has {tag.Length} characters; at most {LongestTag} are kept. "
                        + $"Put long text into the note."
                );
            }

            if (tag.Any(c => char.IsControl(c) || c == ','))
            {
                throw new UserErrorException(
                    $"The tag '{new string([.. tag.Select(c => char.IsControl(c) ? '?' : c)])}' holds a comma or an invisible character; "
                        + $"tags are separated by commas."
                );
            }
        }

        string text = note.Trim().ReplaceLineEndings("\n");
        return text.Length <= LongestNote
            ? new Annotation(clean, text)
            : throw new UserErrorException($"The note has {text.Length} characters; at most {LongestNote} are kept. Shorten it.");
    }
}
