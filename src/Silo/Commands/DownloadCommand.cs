using System.CommandLine;
using SiameseSweep.Silo.Cli;
using SiameseSweep.Silo.Client;

namespace SiameseSweep.Silo.Commands;

/// <summary><c>download RUN|SWEEP</c></summary>
internal sealed class DownloadCommand : Command
{
    private readonly Argument<string> _what = CliArguments.SweepOrRun();
    private readonly Option<string?> _out = new("--out", "-o")
    {
        HelpName = "FILE",
        Description = "File or directory to write to (default: the run's id in the current directory).",
    };

    private readonly Option<bool> _noRefit = new("--no-refit")
    {
        Description = "Of a sweep the best run of the search, though the winner was trained again on all people.",
    };

    public DownloadCommand()
        : base("download", "Copies a run's best checkpoint, or that of a sweep's refit or best run, and checks its hash.")
    {
        Add(_what);
        Add(_out);
        Add(_noRefit);
        Add(CliOptions.Server);
        Add(CliOptions.Token);
        SetAction(Execute);
    }

    private async Task Execute(ParseResult parsed, CancellationToken cancellation)
    {
        using IRecordSource source = HeadLocator.Record(parsed);
        (DownloadedCheckpoint saved, string file) = await source.Download(
            parsed.GetRequiredValue(_what),
            parsed.GetValue(_out),
            parsed.GetValue(_noRefit),
            cancellation);
        Terminal.Line(
            $"{file} ({TableOutput.Bytes(saved.Checkpoint.Bytes)}, run {saved.RunId}, epoch {saved.Checkpoint.Epoch}, sha256 "
                + $"{saved.Checkpoint.Sha256})"
        );
    }
}
