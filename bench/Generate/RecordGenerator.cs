using System.Diagnostics;
using System.Globalization;
using SiameseSweep.Core;
using SiameseSweep.Core.Store;
using SiameseSweep.TestKit;

namespace SiameseSweep.Bench.Generate;

/// <summary>Makes the big record that pages and heads are measured over, through the head's own writer.</summary>
internal static class RecordGenerator
{
    public static BenchCommand Command { get; } = new(
        "generate", "DIR", "Writes a record of 10,000 runs and 10 million losses to the new folder DIR, for use as a head's --home.",
        args => Run(args.ElementAtOrDefault(0)));

    public static async Task<int> Run(string? directory)
    {
        if (directory is null)
        {
            await Console.Error.WriteLineAsync("Say where the record goes: bench generate DIR. DIR becomes a head's --home.")
                .ConfigureAwait(false);
            return 2;
        }

        HomeDirectory home = new(directory);
        if (File.Exists(home.RecordFile))
        {
            await Console.Error.WriteLineAsync(
                $"{home.RecordFile} is there already, and nothing is added to a record that someone may use: "
                    + $"name another folder, or remove this one."
            )
                .ConfigureAwait(false);
            return 2;
        }

        long start = Stopwatch.GetTimestamp();
        SampleSize size = SampleSize.Big;
        try
        {
            RecordStore store = RecordStore.Open(home, TimeProvider.System);
            await using (store.ConfigureAwait(false))
            {
                await new SampleRecord(store.Writer, size).Write().ConfigureAwait(false);
            }
        }
        catch (UserErrorException e)
        {
            await Console.Error.WriteLineAsync(e.Message).ConfigureAwait(false);
            return 2;
        }

        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{home.RecordFile}: {size.Sweeps} sweeps, {size.Sweeps * size.Trials * size.Replicates} runs, "
                    + $"{new FileInfo(home.RecordFile).Length / 1e6:F0} MB in {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s"
            ));
        return 0;
    }
}
