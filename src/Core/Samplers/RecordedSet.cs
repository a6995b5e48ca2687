using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SiameseSweep.Core.Samplers;

/// <summary>
/// Which trials a proposal looked at, as stored in its explanation: enough to make the same proposal again from the record.
/// </summary>
public static class RecordedSet
{
    /// <summary>The trials as a proposal saw them, rebuilt from what is known now.</summary>
    /// <param name="context">The sweep, the trial that was proposed, and all trials as they are now.</param>
    /// <param name="explanation">The JSON that was stored with the proposal.</param>
    /// <exception cref="FormatException">The explanation is not a bayes proposal's, or the record's values differ from those it was made from.</exception>
    public static SamplingContext AsOf(SamplingContext context, string explanation)
    {
        using JsonDocument document = JsonDocument.Parse(explanation);
        JsonElement root = document.RootElement;
        if (!root.TryGetProperty("finished", out JsonElement finished) || !root.TryGetProperty("running", out JsonElement running))
        {
            throw new FormatException("The explanation names no recorded set; only bayes proposals depend on one.");
        }

        HashSet<int> ended = [.. Numbers(finished.GetString()!)];
        HashSet<int> open = [.. Numbers(running.GetString()!)];
        TrialSnapshot[] trials =
        [
            .. context.Trials.Where(t => ended.Contains(t.Trial) || open.Contains(t.Trial))
                .Select(t => open.Contains(t.Trial) ? t with { Value = null, Running = true } : t with { Running = false }),
        ];
        return Hash([.. trials.Where(t => !t.Running).OrderBy(t => t.Trial).Select(Line)]) == root.GetProperty("values_sha256").GetString()
            ? context with { Trials = trials }
            : throw new FormatException("The record's values are not those this proposal was made from: a trial it looked at was retried or extended since.");
    }

    /// <param name="json">Where to.</param>
    /// <param name="trials">Ordered by number.</param>
    /// <param name="hash">Of the lines of those that ended.</param>
    internal static void Write(Utf8JsonWriter json, IReadOnlyList<TrialSnapshot> trials, string hash)
    {
        json.WriteString("finished", Ranges(trials, running: false));
        json.WriteString("running", Ranges(trials, running: true));
        json.WriteString("values_sha256", hash);
    }

    /// <summary>What an ended trial adds to the hash.</summary>
    internal static byte[] Line(TrialSnapshot trial) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{trial.Trial}:{trial.Value ?? double.NaN:R};"));

    /// <summary>The hash of the lines of ended trials, ordered by number.</summary>
    internal static string Hash(IReadOnlyList<byte[]> lines)
    {
        byte[] text = new byte[lines.Sum(line => line.Length)];
        int at = 0;
        foreach (byte[] line in lines)
        {
            line.CopyTo(text, at);
            at += line.Length;
        }

        return Convert.ToHexStringLower(SHA256.HashData(text));
    }

    // '0-4,7': a thousand trials would otherwise fill the record with numbers.
    private static string Ranges(IReadOnlyList<TrialSnapshot> trials, bool running)
    {
        List<(int From, int To)> ranges = [];
        foreach (TrialSnapshot snapshot in trials)
        {
            if (snapshot.Running != running)
            {
                continue;
            }

            int trial = snapshot.Trial;
            if (ranges.Count > 0 && ranges[^1].To == trial - 1)
            {
                ranges[^1] = (ranges[^1].From, trial);
            }
            else
            {
                ranges.Add((trial, trial));
            }
        }

        return string.Join(',', ranges.Select(r => r.From == r.To ? FormattableString.Invariant($"{r.From}") : FormattableString.Invariant($"{r.From}-{r.To}")));
    }

    private static IEnumerable<int> Numbers(string ranges) =>
        ranges.Split(',', StringSplitOptions.RemoveEmptyEntries).SelectMany(range =>
        {
            int[] ends = [.. range.Split('-').Select(n => int.Parse(n, CultureInfo.InvariantCulture))];
            return Enumerable.Range(ends[0], ends[^1] - ends[0] + 1);
        });
}
