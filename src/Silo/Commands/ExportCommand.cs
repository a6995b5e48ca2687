using System.CommandLine;
using SiameseSweep.Silo.Cli;
using SiameseSweep.Silo.Client;

namespace SiameseSweep.Silo.Commands;

/// <summary><c>export SWEEP --format csv|json</c></summary>
internal sealed class ExportCommand : Command
{
    private readonly Argument<string> _sweep = CliArguments.Sweep();
    private readonly Option<string> _format = new("--format")
    {
        HelpName = "csv|json",
        Description = "csv: one row per run and evaluated epoch; json: everything except the long series.",
        DefaultValueFactory = _ => "csv",
        CustomParser = result =>
        {
            string format = result.Tokens[0].Value;
            if (format is not ("csv" or "json"))
            {
                result.AddError($"--format '{format}' is not a format to export; the formats are csv and json.");
            }

            return format;
        },
    };

    public ExportCommand()
        : base("export", "Writes a sweep's runs to stdout for other tools.")
    {
        Add(_sweep);
        Add(_format);
        Add(CliOptions.Server);
        Add(CliOptions.Token);
        SetAction(Execute);
    }

    private async Task Execute(ParseResult parsed, CancellationToken cancellation)
    {
        using IRecordSource source = HeadLocator.Record(parsed);
        await source.Export(parsed.GetRequiredValue(_sweep), parsed.GetRequiredValue(_format), Console.Out, cancellation);
    }
}
