using System.CommandLine;
using SiameseSweep.Silo.Cli;
using SiameseSweep.Training.Data;

namespace SiameseSweep.Silo.Commands;

/// <summary><c>data orl [DIR]</c></summary>
internal sealed class DataOrlCommand : Command
{
    private readonly Argument<string?> _directory = new("DIR")
    {
        Description = "The data directory; the faces go to DIR/orl (default --data).",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public DataOrlCommand()
        : base("orl", "Downloads the ORL faces from their publisher and checks every image; checks them where they are already there.")
    {
        Add(_directory);
        SetAction(Execute);
    }

    private async Task Execute(ParseResult parsed, CancellationToken cancellation)
    {
        Settings settings = Settings.From(parsed);
        string directory = Path.GetFullPath(parsed.GetValue(_directory) ?? settings.DataDirectory);
        settings.MakeHomeAround(directory);
        Terminal.Line(await OrlData.EnsureAsync(directory, new ProgressNotes(), cancellation));
    }
}
