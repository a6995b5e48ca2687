using System.Text;
using SiameseSweep.Core.SweepFiles;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Tests.Sweeps;

public sealed class BadYamlTests
{
    [Theory]
    [InlineData("", 1, "empty")]
    [InlineData(" \n\n", 1, "empty")]
    [InlineData("# only a comment\n", 1, "no YAML document")]
    [InlineData("---\n", 2, "nothing where a map")]
    [InlineData("hello", 1, "'hello' where a map")]
    [InlineData("- a\n- b", 1, "a list where a map")]
    [InlineData("method: grid\nparameters: {margin: {value: 1}\n", 3, "not YAML")]
    [InlineData("method: 'grid\n", 1, "not YAML")]
    [InlineData("method: grid\n\tparameters: x\n", 2, "tab")]
    [InlineData("method: grid\nparameters:\n\tmargin: {value: 1}\n\tdropout: {value: 0}\n", 3, "tab")]
    [InlineData("name: x\nmethod: grid\nparameters:\n  margin: {value: 1}\nsiamese:\n\tepochs: 1\n", 6, "tab")]
    [InlineData("\uFEFF", 1, "empty")]
    [InlineData("\uFEFFmehtod: grid\n", 1, "no key 'mehtod'")]
    [InlineData("method: grid\n---\nmethod: grid\n", 2, "second YAML document")]
    [InlineData("method: grid\nmethod: random\n", 2, "line 1 already")]
    [InlineData("method: grid\nparameters: &a\n  margin: *a\n", 3, "contains it")]
    [InlineData("method: *nobody\n", 1, "names no anchor")]
    [InlineData("method: !python/object:os.system grid\n", 1, "tag")]
    [InlineData("method: !!int grid\n", 1, "'!!int'")]
    [InlineData("? [a, b]\n: 1\n", 1, "key must be a single word")]
    [InlineData("<<: 3\nmethod: grid\n", 1, "merges maps")]
    [InlineData("method: grid\u0000\n", 1, "U+0000")]
    [InlineData("method: grid\nname: \uFFFD\n", 2, "UTF-8")]
    public void Text_that_is_no_sweep_is_refused_with_line_and_reason(string yaml, int line, string says)
    {
        Assert.Contains(Yaml.Refuse(yaml), e => e.Line == line && e.Message.Contains(says, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\u0001method: grid\n", 1, 1)]
    [InlineData("method: grid\nname: x\u0001\n", 2, 8)]
    [InlineData("method: grid\n\u0001name: x\n", 2, 1)]
    public void A_character_that_no_text_has_is_pointed_at(string yaml, int line, int column)
    {
        SweepDiagnostic error = Assert.Single(Yaml.Refuse(yaml));
        Assert.Equal((line, column), (error.Line, error.Column));
    }

    [Theory]
    [InlineData("method: grid\nparameters: {X: {value: 1}}\n")]
    [InlineData("method: *X\n")]
    [InlineData("method: !X grid\n")]
    [InlineData("method: !!int X\n")]
    [InlineData("method: X\n")]
    [InlineData("X: 1\nX: 2\n")]
    [InlineData("method: random\nmetric: {name: X}\nparameters: {lr: {value: 1}}\n")]
    [InlineData("method: random\nparameters: {lr: {distribution: X, min: 1}}\n")]
    [InlineData("method: random\nparameters: {lr: {value: X}}\n")]
    [InlineData("method: random\nparameters: {loss: {values: [X]}}\n")]
    [InlineData("method: random\nparameters: {augment: {values: [X]}}\n")]
    [InlineData("method: random\nparameters: {lr: X}\n")]
    [InlineData("method: random\nparameters: {lr: {value: 1}}\nsiamese: {dataset: X}\n")]
    [InlineData("method: random\nearly_terminate: {type: X}\nparameters: {lr: {value: 1}}\n")]
    [InlineData("method: random\nparameters: {lr: {value: 1}}\nsiamese: {when: {lr: {X: [1]}}, zip: [[X, lr]]}\n")]
    [InlineData("method: random\nparameters: {lr: {value: 1}}\nsiamese: {dataset: {kind: folder, train: X, test: \"a\\0b\"}}\n")]
    [InlineData("method: random\nparameters: {GROUPS {lr: {oops: 1}} }\n")]
    [InlineData("method: 'X\n")]
    public void A_message_quotes_little_of_what_it_refuses(string yaml)
    {
        string groups = string.Concat(Enumerable.Repeat($"{new string('g', 190)}: {{parameters: ", 20));
        string text =
            yaml.Replace("X", new string('x', 6000), StringComparison.Ordinal).Replace("GROUPS ", groups, StringComparison.Ordinal)
            + new string('}', yaml.Contains("GROUPS", StringComparison.Ordinal) ? 40 : 0);
        Assert.All(
            Yaml.Refuse(text),
            e => Assert.True(e.Message.Count(c => c is 'x' or 'g') <= 2 * 220 && e.Path.Length <= 200, e.Message));
    }

    [Fact]
    public void A_file_of_ten_megabytes_is_refused_before_it_is_read()
    {
        // What else is wrong with it nobody has looked for.
        string huge = "method: [grid\nmargn: {}\n" + new string('#', 10 * 1024 * 1024);
        Assert.Contains("10.0 MB long", Assert.Single(Yaml.Refuse(huge)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_alias_bomb_is_refused_before_it_grows()
    {
        StringBuilder bomb = new("method: grid\na: &a [x, x, x, x, x, x, x, x, x]\n");
        for (char c = 'b'; c <= 'z'; c++)
        {
            string previous = string.Join(", ", Enumerable.Repeat($"*{(char)(c - 1)}", 9));
            bomb.Append(System.Globalization.CultureInfo.InvariantCulture, $"{c}: &{c} [{previous}]\n");
        }

        Assert.Contains("aliases are written out", Yaml.Refuse(bomb.ToString()).Single().Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    public void Nesting_without_bottom_is_refused_without_overflowing_the_stack(string open)
    {
        string deep = string.Concat(Enumerable.Repeat(open, 200_000));
        Assert.True(Yaml.Refuse(deep)[0].Line >= 1);
    }

    [Fact]
    public void A_hundred_thousand_values_are_refused_and_a_thousand_are_not()
    {
        string List(int n) => $"method: grid\nparameters: {{margin: {{values: [{string.Join(",", Enumerable.Range(1, n))}]}}}}";
        Assert.Contains("values once aliases", Yaml.Refuse(List(100_001))[0].Message, StringComparison.Ordinal);
        Assert.Equal(1000, Yaml.Accept(List(1000)).Space.GridSize);
    }

    [Fact]
    public void Anchors_aliases_and_merge_keys_work_as_in_PyYAML()
    {
        SweepDefinition sweep = Yaml.Accept("""
            method: grid
            parameters:
              margin: &two {values: [1.0, 2.0]}
              dropout: {<<: *two, values: [0.1]}
              weight_decay: *two
            """);
        Assert.Equal(4, sweep.Space.GridSize);
    }
}
