using TorchSharp;

namespace SiameseSweep.Training.Tests;

public sealed class LibTorchLoadsTests
{
    [Fact]
    public void Libtorch_loads_on_this_machine_and_adds()
    {
        using torch.Tensor sum = torch.ones(2) + torch.ones(2);
        Assert.Equal(4f, sum.sum().ToSingle());
    }

    [Fact]
    public void The_library_in_the_output_folder_no_longer_asks_for_the_symbol_version_that_older_systems_lack()
    {
        string library = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
        byte[] elf = File.ReadAllBytes(library);
        Assert.Equal(0x7f, elf[0]);

        // The name stays in the string table; only the version-need entry is re-pointed. A second entry for 3.4.30 is the proof.
        using System.Diagnostics.Process? readelf = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("readelf", ["-V", library]) { RedirectStandardOutput = true });
        Assert.NotNull(readelf);
        Assert.DoesNotContain("GLIBCXX_3.4.32", readelf.StandardOutput.ReadToEnd());
    }
}
