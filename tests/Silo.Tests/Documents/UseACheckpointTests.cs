using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using SiameseSweep.Silo.Tests.Api;
using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Documents;

/// <summary>The programs of docs/use-a-checkpoint.md, run as they stand there, on one pair of images.</summary>
public sealed partial class UseACheckpointTests(ServedHome served) : IClassFixture<ServedHome>, IDisposable
{
    private const double Tolerance = 1e-4;
    private static readonly string Document = Path.Combine(Repository.Root, "docs", "use-a-checkpoint.md");
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_pair_has_the_same_dissimilarity_and_verdict_by_compare_in_CSharp_and_in_Python()
    {
        string run = $"{served.Sweep}.1.0.0", a = await Face(0), b = await Face(5);
        string weights = await Download(run, "safetensors"), onnx = await Download(run, "onnx");
        Outcome compare = await SiloProgram.Run("compare", a, b, "--checkpoint", weights, "--json");
        JsonElement verdict = JsonElement.Parse(compare.Out);
        Judgement expected = new(
            verdict.GetProperty("dissimilarity").GetDouble(),
            verdict.GetProperty("threshold").GetDouble(),
            verdict.GetProperty("same").GetBoolean());
        Assert.True(expected.Dissimilarity > 0);

        Agrees(expected, await CSharp(onnx, a, b));
        Agrees(expected, await Python.Run("torch", Script("run_document.py"), Document, "0", weights, a, b));
        Agrees(expected, await Python.Run("torch", Script("run_document.py"), Document, "1", onnx, a, b));
    }

    private static string Script(string name) => Path.Combine(Repository.Root, "tests", "Silo.Tests", "Documents", name);

    private static void Agrees(Judgement expected, string output)
    {
        string[] words = output.Trim().Split(' ');
        Assert.Equal(expected.Dissimilarity, double.Parse(words[0], CultureInfo.InvariantCulture), Tolerance * expected.Dissimilarity);
        Assert.Equal(expected.Threshold, double.Parse(words[1], CultureInfo.InvariantCulture));
        Assert.Equal(expected.Same, bool.Parse(words[2]));
    }

    private async Task<string> Face(int number)
    {
        JsonElement faces = JsonElement.Parse(await served.Http.GetStringAsync($"api/sweeps/{served.Sweep}/faces"));
        JsonElement face = faces.EnumerateArray().ElementAt(number);
        string path = face.ValueKind == JsonValueKind.String ? face.GetString()! : face.GetProperty("path").GetString()!;
        string file = _folder.File($"{number}.png");
        await File.WriteAllBytesAsync(
            file, await served.Http.GetByteArrayAsync($"api/sweeps/{served.Sweep}/face.png?path={Uri.EscapeDataString(path)}"));
        return file;
    }

    private async Task<string> Download(string run, string format)
    {
        Outcome outcome = await SiloProgram.Run("download", run, "--format", format, "--out", _folder.Path, "--home", served.Home);
        Assert.Equal(("", 0), (outcome.Error, outcome.ExitCode));
        return _folder.File($"{run}.{format}");
    }

    private async Task<string> CSharp(params string[] arguments)
    {
        string program = _folder.File("verify.cs");
        await File.WriteAllTextAsync(program, Block().Match(await File.ReadAllTextAsync(Document)).Groups[1].Value);
        ProcessStartInfo start = new("dotnet", ["run", program, "--", .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder.Path,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await output + await errors);
        return await output;
    }

    [GeneratedRegex("```csharp\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Block();

    private sealed record Judgement(double Dissimilarity, double Threshold, bool Same);
}
