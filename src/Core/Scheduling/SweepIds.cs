using System.Globalization;
using System.Text;

namespace SiameseSweep.Core.Scheduling;

/// <summary>Makes sweep ids: a slug of the name and four hex digits, such as <c>orl-losses-7f3a</c>.</summary>
public static class SweepIds
{
    private const int LongestSlug = 40;

    /// <summary>
    /// The id for a name and a random number. Ids hold lower-case letters, digits and hyphens only: they are file names and the
    /// first part of run ids.
    /// </summary>
    public static string Make(string name, ushort random) =>
        string.Create(CultureInfo.InvariantCulture, $"{Slug(name)}-{random:x4}");

    private static string Slug(string name)
    {
        StringBuilder slug = new();
        foreach (char c in name.ToLowerInvariant())
        {
            if (char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c))
            {
                slug.Append(c);
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }

            if (slug.Length == LongestSlug)
            {
                break;
            }
        }

        string trimmed = slug.ToString().Trim('-');
        return trimmed.Length == 0 ? "sweep" : trimmed;
    }
}
