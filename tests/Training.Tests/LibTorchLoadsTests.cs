using System.Text;
using TorchSharp;

namespace SiameseSweep.Training.Tests;

public sealed class LibTorchLoadsTests
{
    private static readonly string Library = Path.Combine(
        AppContext.BaseDirectory,
        "runtimes",
        "linux-x64",
        "native",
        "libLibTorchSharp.so");

    [Fact]
    public void Libtorch_loads_on_this_machine_and_adds()
    {
        using torch.Tensor sum = torch.ones(2) + torch.ones(2);
        Assert.Equal(4f, sum.sum().ToSingle());
    }

    [Fact]
    public void The_library_in_the_output_folder_no_longer_asks_for_the_symbol_version_that_older_systems_lack()
    {
        // Read with a tool that is not ours where there is one; by the hash of the version-need entry otherwise:
        // vna_hash is the ELF hash of the version's name, and the name in the string table stays.
        byte[] elf = File.ReadAllBytes(Library);
        Assert.Equal(0, Count(elf, BitConverter.GetBytes(ElfHash("GLIBCXX_3.4.32"))));
        Assert.True(Count(elf, BitConverter.GetBytes(ElfHash("GLIBCXX_3.4.30"))) >= 2);
    }

    [Fact]
    public void The_hash_that_the_test_looks_for_is_in_the_package_as_published()
    {
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        string original = Path.Combine(packages, "torchsharp", "0.107.0", "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
        Assert.SkipUnless(File.Exists(original), $"The package cache is not at {packages}.");
        Assert.Equal(1, Count(File.ReadAllBytes(original), BitConverter.GetBytes(ElfHash("GLIBCXX_3.4.32"))));
    }

    private static uint ElfHash(string name)
    {
        uint hash = 0;
        foreach (byte c in Encoding.ASCII.GetBytes(name))
        {
            hash = (hash << 4) + c;
            uint high = hash & 0xf0000000;
            hash = (hash ^ (high >> 24)) & ~high;
        }

        return hash;
    }

    private static int Count(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> pattern)
    {
        int count = 0;
        for (int at = bytes.IndexOf(pattern); at >= 0; at = bytes.IndexOf(pattern))
        {
            count++;
            bytes = bytes[(at + pattern.Length)..];
        }

        return count;
    }
}
