using System.Diagnostics;
using SiameseSweep.Core.Randomness;
using SiameseSweep.Core.SweepFiles;
using SiameseSweep.Core.SweepFiles.Plans;
using SiameseSweep.TestKit;

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
        "\t",
        "  ",
        "\n",
        ":",
        ": ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        "&a ",
        "*a",
        "!!float ",
        "!x ",
        "'",
        "\"",
        "#",
        "|",
        ">",
        "%",
        "@",
        "? ",
        "<<: *m",
        "---\n",
        "...\n",
        "null",
        "~",
        "1e999",
        "-1",
        "0",
        "1e-5",
        ".nan",
        ".inf",
        "true",
        "999999999999999999999",
        "\u0000",
        "é",
        "\uD800",
        "margin",
        "values: ",
        "min: 3",
        "distribution: normal",
        "1e308",
        "4.9e-324",
        "cosine",
        "2147483648",
        "{parameters: {lr: {value: 1}}}",
        "\r",
        "\u2028",
        "\uFEFF",
        "\\x",
        ", ",
    ];

    [Fact]
    public void No_mutation_of_a_valid_file_crashes_or_hangs_and_every_refusal_has_a_line()
    {
        int cases = WholeSuite.IsRequested ? 100_000 : 5_000;
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
            Assert.All(
                result.Diagnostics,
                d => Assert.True(d.Line >= 1 && d.Column >= 1 && d.Message.Length > 10, $"Case {i}: {d}\n{text}"));
            accepted += result.Definition is null ? 0 : 1;
        }

        // Neither refuses everything nor accepts everything: the cases are about the reader, not about noise.
        Assert.InRange(accepted, cases / 50, cases * 9 / 10);
    }

    private static readonly string[] Numbers =
    [
        "1e308",
        "-1e308",
        "1.7976931348623157e308",
        "1e-308",
        "4.9e-324",
        "-4.9e-324",
        "0",
        "1",
        "-1",
        "2",
        "1e9",
        "-1e9",
        "1e-9",
        "1e100",
        "1e6",
        "0.5",
        "2147483647",
        "9007199254740993",
    ];

    private static readonly string[] Ordinary = ["1e-3", "0.1", "0.25", "0.5", "1", "2", "8", "16", "32", "64"];

    private static readonly string[] Shapes =
    [
        "distribution: uniform, min: A, max: B",
        "distribution: q_uniform, min: A, max: B, q: C",
        "distribution: log_uniform_values, min: A, max: B",
        "distribution: q_log_uniform_values, min: A, max: B, q: C",
        "distribution: inv_log_uniform_values, min: A, max: B",
        "distribution: normal, mu: A, sigma: B",
        "distribution: q_normal, mu: A, sigma: B, q: C",
        "distribution: log_normal, mu: A, sigma: B",
        "distribution: q_log_normal, mu: A, sigma: B, q: C",
        "distribution: beta, a: A, b: B",
        "distribution: q_beta, a: A, b: B, q: C",
        "min: A, max: B",
        "values: [A, B, C]",
        "values: [A, B], probabilities: [C, 0.5]",
    ];

    [Fact]
    public void No_numbers_make_a_file_slow_to_read_or_to_plan()
    {
        int cases = WholeSuite.IsRequested ? 20_000 : 1_000;
        string[] names = ["margin", "learning_rate", "weight_decay", "dropout", "epochs", "batch_size", "embedding_size", "image_size"];
        int accepted = 0;
        for (int i = 0; i < cases; i++)
        {
            KeyedRandom random = KeyedRandom.For(13, RandomUse.Preview, i);
            string Number() => random.NextInt(3) > 0 ? Ordinary[random.NextInt(Ordinary.Length)] : Numbers[random.NextInt(Numbers.Length)];
            string Law() =>
                Shapes[random.NextInt(Shapes.Length)]
                    .Replace("A", Number(), StringComparison.Ordinal)
                    .Replace("B", Number(), StringComparison.Ordinal)
                    .Replace("C", Number(), StringComparison.Ordinal);
            string parameters = string.Join(
                '\n',
                names.OrderBy(_ => random.NextDouble()).Take(1 + random.NextInt(4)).Select(n => $"  {n}: {{{Law()}}}"));
            string method = random.NextInt(2) == 0 ? "grid" : "random";
            string more =
                random.NextInt(3) == 0
                    ? $"early_terminate: {{type: hyperband, min_iter: {Number()}, eta: {Number()}}}\nsiamese: {{epochs: "
                        + $"{Number()}, replicates: {Number()}}}\n"
                    : "";
            string text = $"method: {method}\nrun_cap: {(random.NextInt(4) == 0 ? Number() : "10")}\nparameters:\n{parameters}\n{more}";
            IsQuick(text, ref accepted);
        }

        Assert.InRange(accepted, cases / 50, cases * 9 / 10);
    }

    [Theory]
    [InlineData("random", "dropout: {distribution: beta, a: 2, b: 1e308}")]
    [InlineData("random", "dropout: {distribution: beta, a: 1e308, b: 1e308}")]
    [InlineData("random", "dropout: {distribution: beta, a: 1e200, b: 1e200}")]
    [InlineData("random", "dropout: {distribution: beta, a: 0.001, b: 1e300}")]
    [InlineData("random", "dropout: {distribution: beta, a: 1e306, b: 2}")]
    [InlineData("random", "dropout: {distribution: beta, a: 10000, b: 10000}")]
    [InlineData("random", "dropout: {distribution: beta, a: 0.001, b: 0.001}")]
    [InlineData("grid", "margin: {distribution: q_uniform, min: -1e6, max: 1e6, q: 1e-9}")]
    [InlineData(
        "grid",
        "margin: {distribution: q_uniform, min: -1000, max: 1, q: 1e-9}, dropout: {distribution: q_uniform, min: -1, max: 1, q: 1e-6}"
    )]
    public void Shapes_that_hung_once_are_read_and_planned_at_once(string method, string parameters)
    {
        int accepted = 0;
        IsQuick($"method: {method}\nrun_cap: 10\nparameters: {{{parameters}}}\n", ref accepted);
    }

    private static void IsQuick(string text, ref int accepted)
    {
        long start = Stopwatch.GetTimestamp();
        if (Yaml.Parse(text).Definition is { } definition)
        {
            _ = SweepPlan.For(definition);
            accepted++;
        }

        TimeSpan took = Stopwatch.GetElapsedTime(start);
        Assert.True(took < TimeSpan.FromSeconds(10), $"{took} (on a quiet machine one second is the limit):\n{text}");
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
                3 => text.Insert(
                    at,
                    text.Substring(random.NextInt(text.Length - Math.Min(text.Length, 20) + 1), Math.Min(text.Length, 20))),
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
