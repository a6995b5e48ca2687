using System.CommandLine;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Silo.Cli;
using SiameseSweep.Training.Data;

namespace SiameseSweep.Silo.Commands;

/// <summary><c>data synthetic [DIR]</c></summary>
internal sealed class DataSyntheticCommand : Command
{
    private static readonly DatasetSpec Defaults = new();

    private readonly Argument<string?> _directory = new("DIR")
    {
        Description = "Where the folders training and testing go (default: synthetic under --data).",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<int> _people = CliOptions.Number(
        "--people",
        "People to draw; a fifth of them test.",
        Defaults.People,
        DatasetCatalog.People.Min,
        100_000);
    private readonly Option<int> _images = CliOptions.Number(
        "--images",
        "Images of each.",
        Defaults.Images,
        DatasetCatalog.Images.Min,
        100_000);
    private readonly Option<int> _seed = CliOptions.Number("--seed", "Which faces.", 0, 0, int.MaxValue);

    public DataSyntheticCommand()
        : base("synthetic", "Draws faces and writes them as PGM files, a folder a person.")
    {
        Add(_directory);
        Add(_people);
        Add(_images);
        Add(_seed);
        SetAction(Execute);
    }

    private void Execute(ParseResult parsed)
    {
        Settings settings = Settings.From(parsed);
        string directory = Path.GetFullPath(parsed.GetValue(_directory) ?? Path.Combine(settings.DataDirectory, "synthetic"));
        settings.MakeHomeAround(directory);
        DatasetSpec spec = new()
        {
            People = parsed.GetValue(_people),
            Images = parsed.GetValue(_images),
            Seed = (ulong)parsed.GetValue(_seed),
        };
        int images = SyntheticFaces.WriteTo(directory, spec);
        Terminal.Line($"{directory}: {images} images of {spec.People} people");
    }
}
