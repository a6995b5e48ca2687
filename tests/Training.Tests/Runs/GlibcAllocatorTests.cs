using System.Globalization;
using SiameseSweep.Training.TorchFixes;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Tests.Runs;

/// <summary>Other runs give memory back when they end, so nothing may run beside it.</summary>
[Collection(nameof(MemoryTests))]
public sealed class GlibcAllocatorTests
{
    [Fact]
    public void What_a_step_frees_is_there_for_the_next_without_fresh_pages()
    {
        Assert.SkipUnless(File.Exists("/proc/thread-self/stat"), "Page faults are counted on Linux.");
        long faults = 0;
        Thread thread = new(() =>
        {
            GlibcAllocator.KeepFreed();
            Tensors();
            long before = Faults();
            for (int step = 0; step < 10; step++)
            {
                Tensors();
            }

            faults = Faults() - before;
        });
        thread.Start();
        thread.Join();
        Assert.InRange(faults, 0, 50_000); // 100 MB taken afresh ten times are 250,000 pages
    }

    private static void Tensors()
    {
        using var scope = NewDisposeScope();
        for (int i = 0; i < 5; i++)
        {
            zeros(5_000_000); // 20 MB, as a step's features are
        }
    }

    /// <summary>Of the calling thread.</summary>
    private static long Faults()
    {
        string stat = File.ReadAllText("/proc/thread-self/stat");
        return long.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[7], CultureInfo.InvariantCulture);
    }
}
