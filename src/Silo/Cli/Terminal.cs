using Spectre.Console;

namespace SiameseSweep.Silo.Cli;

/// <summary>Terminal output: results on stdout, messages on stderr.</summary>
internal static class Terminal
{
    /// <summary>Wide enough that nothing wraps when a script reads the tables.</summary>
    public const int WidthWithoutTerminal = 4000;

    private static readonly Lazy<IAnsiConsole> LazyOut = new(() =>
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = WidthWithoutTerminal;
        }

        return console;
    });

    /// <summary>stdout, for tables and live displays.</summary>
    public static IAnsiConsole Out => LazyOut.Value;

    /// <summary>Whether somebody looks at stdout while it is written.</summary>
    public static bool IsLive => !Console.IsOutputRedirected && Out.Profile.Capabilities.Ansi;

    public static void Line(string text = "") => Console.Out.WriteLine(Visible(text));

    public static void Error(string message) => Console.Error.WriteLine($"siamese-sweep: {Visible(message)}");

    public static void Note(string text) => Console.Error.WriteLine(Visible(text));

    /// <summary>
    /// Names, notes and file names are other people's text: what would move the cursor, colour or clear the screen is shown as its
    /// symbol (U+2400 and on). Lines and tabs stay.
    /// </summary>
    public static string Visible(string text) => text.Any(IsInvisible)
        ? string.Create(text.Length, text, (shown, given) =>
        {
            for (int i = 0; i < given.Length; i++)
            {
                shown[i] = !IsInvisible(given[i]) ? given[i] : given[i] < ' ' ? (char)(0x2400 + given[i]) : '\uFFFD';
            }
        })
        : text;

    private static bool IsInvisible(char c) => char.IsControl(c) && c is not ('\n' or '\t');
}
