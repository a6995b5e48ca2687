using System.Text.Json;
using SiameseSweep.Silo.Tests.Programs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Silo.Tests.Api;

/// <summary>The Python package's client against a real head and worker.</summary>
public sealed class PythonClientTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_sweep_is_submitted_awaited_listed_and_its_checkpoint_downloaded_and_loaded()
    {
        string port = FreePort.Next(), home = _folder.File("home");
        using SiloProgram head = SiloProgram.Start("serve", "--home", home, "--port", port);
        await head.Says("Serving");
        using SiloProgram worker = SiloProgram.Start("worker", "--home", home, "--threads", "1");
        await worker.Says("Working for");
        try
        {
            string file = TinySweep.Write(_folder.Path, TinySweep.Yaml(epochs: 1));
            string script = Path.Combine(Repository.Root, "tests", "Silo.Tests", "Api", "use_client.py");
            JsonElement said = JsonElement.Parse(
                await Python.Run("torch", script, $"http://127.0.0.1:{port}", file, _folder.Path));

            string sweep = said.GetProperty("sweep").GetString()!, best = said.GetProperty("best").GetString()!;
            Assert.Equal("finished", said.GetProperty("state").GetString());
            Assert.Equal(
                [($"{sweep}.0.0.0", "finished", 1.0), ($"{sweep}.1.0.0", "finished", 2.0)],
                said.GetProperty("runs").EnumerateArray().Select(r => (r[0].GetString(), r[1].GetString(), r[2].GetDouble())));
            Assert.All(said.GetProperty("runs").EnumerateArray(), r => Assert.InRange(r[3].GetDouble(), 0, 1));
            Assert.Equal(best, said.GetProperty("loaded").GetString());
            Assert.Equal($"{best}.onnx", said.GetProperty("onnx").GetString());
            Assert.Equal(400, said.GetProperty("refusal")[0].GetInt32());
            Assert.Contains("margin", said.GetProperty("refusal")[1].GetString());
        }
        finally
        {
            foreach (SiloProgram program in (SiloProgram[])[worker, head])
            {
                await program.Signal("TERM");
                await program.End();
            }
        }
    }

    [Fact]
    public async Task The_client_passes_its_own_tests() =>
        await Python.Run("torch", Path.Combine(Repository.Root, "python", "tests", "test_client.py"));
}
