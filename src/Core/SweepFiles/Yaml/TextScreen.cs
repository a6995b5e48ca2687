using System.Globalization;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.SweepFiles.Yaml;

/// <summary>Looks at the text before YAML does, and words YAML's complaints.</summary>
internal static class TextScreen
{
    /// <summary>False, with the reason noted, for texts that are too long, empty, or no text at all.</summary>
    public static bool Passes(string text, DiagnosticBag diagnostics)
    {
        if (text.Length > YamlReader.MaxCharacters)
        {
            double megabytes = text.Length / (1024.0 * 1024.0);
            diagnostics.Error(
                1,
                1,
                "",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The file is {megabytes:0.0} MB long; a sweep file may have 1 MB. Is this the right file?"));
            return false;
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            diagnostics.Error(1, 1, "", "The file is empty. A sweep needs at least 'method:' and 'parameters:'.");
            return false;
        }

        int bad = text.AsSpan().IndexOfAnyInRange('\u0000', '\u0008');
        bad = bad >= 0 ? bad : text.IndexOf('\uFFFD', StringComparison.Ordinal);
        if (bad < 0)
        {
            return true;
        }

        int line = 1 + text.AsSpan(0, bad).Count('\n');
        int column = bad - text.LastIndexOf('\n', Math.Max(0, bad - 1));
        diagnostics.Error(
            line,
            Math.Max(1, column),
            "",
            $"The character U+{(int)text[bad]:X4} does not belong in a text. Save the sweep file as UTF-8 text.");
        return false;
    }

    /// <summary>Notes, as one sentence at its line, what the YAML library found wrong between two lines.</summary>
    public static void Explain(string text, int line, int column, int lastLine, string complaint, DiagnosticBag diagnostics)
    {
        string[] lines = text.Split('\n');
        // Of a tab inside a map the library names the map's beginning.
        int last = complaint.Contains("tab as indentation", StringComparison.Ordinal) ? lines.Length : Math.Min(lines.Length, lastLine + 1);
        for (int i = line; i <= last; i++)
        {
            int tab = lines[i - 1].TakeWhile(char.IsWhiteSpace).ToList().IndexOf('\t');
            if (tab >= 0)
            {
                diagnostics.Error(i, tab + 1, "", "This line is indented by a tab, which YAML does not allow. Indent by spaces.");
                return;
            }
        }

        string reason = QuotedText.Short(complaint.Trim().TrimEnd('.'));
        diagnostics.Error(line, column, "", $"This is not YAML: {reason}. Check quotes, brackets and indentation around here.");
    }
}
