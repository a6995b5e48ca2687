using System.Diagnostics;
using SiameseSweep.Core.Randomness;
using SiameseSweep.Core.SweepFiles;

namespace SiameseSweep.Core.Tests.Sweeps;

public sealed class SweepFileFuzzTests
{
    private static readonly string[] Seeds =
    [
        Yaml.Valid,
        """
        method: grid
        parameters:
          optim: {parameters: {lr: {values: [0.1, !!float 1e-3]}, optimizer: {values: [adam, sgd]}}}
          margin: &m {distribution: q_uniform, min: 0.5, max: 2.0, q: 0.5}
          augment: {values: [none, [flip, light]]}
          mining: {values: [random, hard]}
        early_terminate: {type: hyperband, max_iter: 27, s: 2, strict: false}
        siamese: {dataset: {kind: synthetic, people: 20, images: 4}, folds: 3, zip: [[augment, mining]], when: {margin: {optimizer: adam}}}
        """,
        """
        method: bayes
        metric:
          name: validation.auc
          goal: maximize
          target: 0.99
        parameters:
          loss:
            values: [contrastive, triplet, softmax, cosine]
            probabilities: [0.25, 0.25, 0.25, 0.25]
          margin:
            distribution: log_normal
            mu: 0
            sigma: 0.5
          dropout: {distribution: beta, a: 2, b: 5}
          batch_size: {distribution: q_log_uniform_values, min: 8, max: 64, q: 8}
          epochs: {min: 5, max: 20}
        run_cap: 5
        siamese:
          dataset: {kind: folder, train: a, test: b}
          validation_identities: 4
          budget: {device_hours: 2}
        """,
    ];

    private static readonly string[] Scraps =
    [
        "\t", "  ", "\n", ":", ": ", "- ", "[", "]", "{", "}", "&a ", "*a", "!!float ", "!x ", "'", "\"", "#", "|", ">", "%", "@", "? ", "<<: *m", "---\n",
        "...\n", "null", "~", "1e999", "-1", "0", "1e-5", ".nan", ".inf", "true", "999999999999999999999", "\u0000", "é", "\uD800", "margin", "values: ", "min: 3",
        "distribution: normal", "1e308", "4.9e-324", "cosine", "2147483648", "{parameters: {lr: {value: 1}}}", "\r", "\u2028", "\uFEFF", "\\x", ", ",
    ];

    [Fact]
    public void No_mutation_of_a_valid_file_crashes_or_hangs_and_every_refusal_has_a_line()
    {
        int cases = Environment.GetEnvironmentVariable("SIAMESE_SWEEP_ALL") == "1" ? 100_000 : 5_000;
        int accepted = 0;
        for (int i = 0; i < cases; i++)
        {
            KeyedRandom random = KeyedRandom.For(12, RandomUse.Preview, i);
            string text = Mutate(Seeds[random.NextInt(Seeds.Length)], random);
            long start = Stopwatch.GetTimestamp();
            SweepParseResult result;
            try
            {
                result = Yaml.Parse(text);
            }
            catch (Exception e)
            {
                throw new Xunit.Sdk.XunitException($"Case {i} threw {e}\n{text}");
            }

            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10), $"Case {i} hangs:\n{text}");
            Assert.True(result.Definition is null == result.Errors.Any(), text);
            Assert.All(result.Diagnostics, d => Assert.True(d.Line >= 1 && d.Column >= 1 && d.Message.Length > 10, $"Case {i}: {d}\n{text}"));
            accepted += result.Definition is null ? 0 : 1;
        }

        // Neither refuses everything nor accepts everything: the cases are about the reader, not about noise.
        Assert.InRange(accepted, cases / 50, cases * 9 / 10);
    }

    [Fact]
    public void The_seeds_of_the_fuzz_are_themselves_accepted() => Assert.All(Seeds, s => Yaml.Accept(s));

    private static string Mutate(string text, KeyedRandom random)
    {
        int edits = 1 + random.NextInt(3);
        for (int i = 0; i < edits; i++)
        {
            int at = random.NextInt(text.Length + 1);
            int length = Math.Min(text.Length - at, random.NextInt(6));
            string[] lines = text.Split('\n');
            int line = random.NextInt(lines.Length);
            text = random.NextInt(6) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, Scraps[random.NextInt(Scraps.Length)]),
                2 => text.Remove(at, length).Insert(at, Scraps[random.NextInt(Scraps.Length)]),
                3 => text.Insert(at, text.Substring(random.NextInt(text.Length - Math.Min(text.Length, 20) + 1), Math.Min(text.Length, 20))),
                4 => string.Join('\n', lines.Where((_, n) => n != line)),
                _ => string.Join('\n', lines.Take(line).Append(lines[random.NextInt(lines.Length)]).Concat(lines.Skip(line))),
            };
            if (text.Length == 0)
            {
                return text;
            }
        }

        return text;
    }
}
