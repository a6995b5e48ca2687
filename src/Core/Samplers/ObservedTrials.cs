using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SiameseSweep.Core.Samplers;

/// <summary>
/// The trials that a proposal looked at, as stored in its explanation: enough to make the same proposal again from the record.
/// </summary>
internal static class ObservedTrials
{
    /// <summary>Writes the set.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="trials">Ordered by number.</param>
    /// <param name="hash">Of the lines of those that ended.</param>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<TrialSnapshot> trials, string hash)
    {
        json.WriteString("finished", Ranges(trials, running: false));
        json.WriteString("running", Ranges(trials, running: true));
        json.WriteString("values_sha256", hash);
    }

    /// <summary>Line of an ended trial in the hash.</summary>
    public static byte[] Line(TrialSnapshot trial) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{trial.Trial}:{trial.Value ?? double.NaN:R};"));

    /// <summary>The hash of the lines of ended trials, ordered by number.</summary>
    public static string Hash(IReadOnlyList<byte[]> lines)
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

        return string.Join(
            ',',
            ranges.Select(r => r.From == r.To ? FormattableString.Invariant($"{r.From}") : FormattableString.Invariant($"{r.From}-{r.To}"))
        );
    }
}
