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

    private readonly Option<CheckpointFormat> _format = new("--format")
    {
        HelpName = "safetensors|onnx",
        Description = "safetensors: the file as it was written; onnx: the same network for ONNX Runtime.",
        DefaultValueFactory = _ => CheckpointFormat.Safetensors,
        CustomParser = result =>
        {
            string name = result.Tokens[0].Value;
            CheckpointFormat? format = CheckpointFormat.Find(name);
            if (format is null)
            {
                result.AddError($"--format {CheckpointFormat.Unknown(name)}");
            }

            return format;
        },
    };

    private readonly Option<bool> _card = new("--card")
    {
        Description = "Also writes a model card (Markdown) beside the file: data, metrics, threshold, limits, use, origin.",
    };

    public DownloadCommand()
        : base("download", "Copies a run's best checkpoint, or that of a sweep's refit or best run, and checks its hash.")
    {
        Add(_what);
        Add(_out);
        Add(_noRefit);
        Add(_format);
        Add(_card);
        Add(CliOptions.Server);
        Add(CliOptions.Token);
        SetAction(Execute);
    }

    private async Task Execute(ParseResult parsed, CancellationToken cancellation)
    {
        using IRecordSource source = HeadLocator.Record(parsed);
        CheckpointFormat format = parsed.GetRequiredValue(_format);
        DownloadedCheckpoint saved = await source.Download(
            parsed.GetRequiredValue(_what),
            parsed.GetValue(_out),
            parsed.GetValue(_noRefit),
            format,
            cancellation);
        string bytes = TableOutput.Bytes(new FileInfo(saved.File).Length);
        string of = format == CheckpointFormat.Safetensors ? "" : "of the safetensors file ";
        Terminal.Line(
            $"{saved.File} ({bytes}, run {saved.RunId}, epoch {saved.Checkpoint.Epoch}, {of}sha256 {saved.Checkpoint.Sha256})");
        if (parsed.GetValue(_card))
        {
            string card = CheckpointFile.Card(saved.File), text = await source.Card(saved.RunId, cancellation);
            await CheckpointFile.Write(card, temporary => File.WriteAllTextAsync(temporary, text, cancellation));
            Terminal.Line(card);
        }
    }
}
