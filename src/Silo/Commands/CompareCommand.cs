using System.CommandLine;
using System.Globalization;
using SiameseSweep.Core;
using SiameseSweep.Core.Head;
using SiameseSweep.Silo.Cli;
using SiameseSweep.Training.Checkpoints;
using SiameseSweep.Training.Data;

namespace SiameseSweep.Silo.Commands;

/// <summary><c>compare IMAGE IMAGE --checkpoint FILE</c></summary>
internal sealed class CompareCommand : Command
{
    // An image of a face; larger files are something else.
    private const int MostBytes = 64 * 1024 * 1024;

    private readonly Argument<string> _a = new("IMAGE_A") { Description = "An image file (PGM, PNG, JPEG, BMP)." };
    private readonly Argument<string> _b = new("IMAGE_B") { Description = "Another image file." };
    private readonly Option<string> _checkpoint = new("--checkpoint")
    {
        HelpName = "FILE",
        Description = "A safetensors checkpoint.",
        Required = true,
    };

    public CompareCommand()
        : base("compare", "Tells how dissimilar two faces are, and whether they are the same person's, by a checkpoint.")
    {
        Add(_a);
        Add(_b);
        Add(_checkpoint);
        Add(CliOptions.Json);
        SetAction(Execute);
    }

    private async Task Execute(ParseResult parsed, CancellationToken cancellation)
    {
        string checkpoint = Path.GetFullPath(parsed.GetRequiredValue(_checkpoint));
        byte[] a = await Read(parsed.GetRequiredValue(_a), cancellation);
        byte[] b = await Read(parsed.GetRequiredValue(_b), cancellation);
        using CheckpointVerifier verifier = new();
        FaceVerdict verdict = await verifier.Compare(checkpoint, a, b, cancellation);
        if (parsed.GetValue(CliOptions.Json))
        {
            TableOutput.PrintJson(verdict);
            return;
        }

        Terminal.Line(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{(verdict.Same ? "same person" : "different people")}: "
                    + $"dissimilarity {verdict.Dissimilarity:0.0000} {(verdict.Same ? "≤" : ">")} threshold {verdict.Threshold:0.0000}"
            ));
    }

    private static async Task<byte[]> Read(string file, CancellationToken cancellation)
    {
        if (!File.Exists(file))
        {
            throw new UserErrorException($"There is no image {file}.");
        }

        // Not by its length alone: a device or a pipe has none, and no end either.
        await using FileStream stream = File.OpenRead(file);
        byte[] image = new byte[MostBytes + 1];
        int length = await stream.ReadAtLeastAsync(image, image.Length, throwOnEndOfStream: false, cancellation);
        if (length > MostBytes)
        {
            throw new UserErrorException($"{file} has more than {MostBytes / 1_000_000} MB; that is no image of a face.");
        }

        Array.Resize(ref image, length);
        _ = FaceImageFile.Decode(image, file); // refuses with the file's name, which the verifier does not know
        return image;
    }
}
