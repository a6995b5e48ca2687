using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using Spectre.Console.Rendering;
using SiameseSweep.Silo.Documents;

namespace SiameseSweep.Silo.Cli;

/// <summary>Prints documents: as one JSON document, or as a table.</summary>
internal static class TableOutput
{
    public static void PrintJson<T>(T document) => Terminal.Line(JsonSerializer.Serialize(document, Json.Indented));

    public static void PrintTable(IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<string>> rows)
    {
        Table table = NewTable(headers);
        foreach (IReadOnlyList<string> row in rows)
        {
            AddRow(table, row);
        }

        Print(table);
    }

    public static Table NewTable(IReadOnlyList<string> headers)
    {
        // Without a terminal a table is for tools: no frame, one line a row.
        Table table = new() { Border = Terminal.IsLive ? TableBorder.Rounded : TableBorder.None };
        foreach (string header in headers)
        {
            table.AddColumn(new TableColumn(new Text(header)).NoWrap());
        }

        return table;
    }

    /// <summary>Cells are text, whatever they hold.</summary>
    public static void AddRow(Table table, IReadOnlyList<string> cells) =>
        table.AddRow(cells.Select(cell => new Text(Terminal.Visible(cell))));

    public static void Print(Table table)
    {
        IAnsiConsole console = Terminal.Out;
        int width = console.Profile.Width;
        if (Terminal.IsLive && ((IRenderable)table).Measure(RenderOptions.Create(console), Terminal.WidthWithoutTerminal).Max > width)
        {
            // Pressed into a narrow window, cells would break ids apart and leave columns out. As it is for tools, the window
            // wraps whole lines.
            table.Border = TableBorder.None;
            console.Profile.Width = Terminal.WidthWithoutTerminal;
        }

        console.Write(table);
        console.Profile.Width = width;
    }

    public static string Number(double value) => double.IsFinite(value) ? value.ToString("0.0000", CultureInfo.InvariantCulture) : "–";

    public static string Time(DateTimeOffset? at) =>
        at is { } time ? time.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) : "–";

    public static string Parameters(JsonElement parameters) => string.Join(' ', parameters.EnumerateObject()
        .Where(p => p.Value.ValueKind != JsonValueKind.Null)
        .Select(p => $"{p.Name}={(p.Value.ValueKind == JsonValueKind.String ? p.Value.GetString() : p.Value.GetRawText())}"));

    public static string Bytes(long bytes) => bytes switch
    {
        < 10_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 10_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0} MB"),
    };
}
