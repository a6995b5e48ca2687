using SiameseSweep.Core.Store;
using SiameseSweep.Dashboard.Model;
using SiameseSweep.Dashboard.Model.Charts;
using SiameseSweep.Dashboard.Model.Selection;
using SiameseSweep.Dashboard.Tests.Fakes;

namespace SiameseSweep.Dashboard.Tests.Model;

public sealed class SelectionTests
{
    private static readonly FakeRecord Record = SampleFakes.Record(trials: 4, replicates: 3);
    private static readonly SweepModel Sweep = SweepModel.Read(Record, "synthetic-margins-7f3a", Record.Of, SampleFakes.Start)!;

    [Fact]
    public void A_brush_in_an_address_reads_back_as_it_was_written()
    {
        AxisBrush[] brushes = [new("learning_rate", 1e-5, 0.01), new("a~b;c", double.NaN, double.NaN, ["x|y", "=z"])];
        IReadOnlyList<AxisBrush> read = AxisBrush.Parse(AxisBrush.Write(brushes));
        Assert.Equal(brushes[0], read[0]);
        Assert.Equal("a~b;c", read[1].Column);
        Assert.Equal(["x|y", "=z"], read[1].Values!);
        Assert.Null(AxisBrush.Write([]));
    }

    [Fact]
    public void A_brush_keeps_the_same_runs_after_its_way_through_the_address()
    {
        ColumnScale metric = ColumnScale.Of(Sweep.Runs, "validation.eer");
        foreach (AxisBrush brush in new[] { metric.Brush(-0.1, 0.5)!, metric.Brush(0.5, 1.1)! })
        {
            AxisBrush read = Assert.Single(AxisBrush.Parse(AxisBrush.Write([brush])));
            int kept = Sweep.Runs.Rows.Count(r => brush.Keeps(r.Cell("validation.eer")));
            Assert.InRange(kept, 1, Sweep.Runs.Rows.Count - 1);
            Assert.Equal(kept, Sweep.Runs.Rows.Count(r => read.Keeps(r.Cell("validation.eer"))));
        }
    }

    [Theory]
    [InlineData(double.NegativeInfinity, 2, "margin up to 2")]
    [InlineData(0.5, double.PositiveInfinity, "margin from 0.5")]
    [InlineData(1.23456789, 2, "margin 1.23457 to 2")]
    public void A_range_that_is_open_at_one_end_is_said_in_words(double low, double high, string sentence) =>
        Assert.Equal(sentence, new AxisBrush("margin", low, high).Sentence);

    [Theory]
    [InlineData(-1, 1e-3)]
    [InlineData(double.NegativeInfinity, 1e-3)]
    [InlineData(1e-4, double.PositiveInfinity)]
    public void What_a_range_covers_of_a_logarithmic_axis_can_always_be_drawn(double low, double high)
    {
        (double from, double to) = ColumnScale
            .Of(Table("rate", [1e-5, 2e-5, 1e-4, 3e-4, 1e-3, 2e-3, 5e-3, 1e-2]), "rate")
            .Stretch(new AxisBrush("rate", low, high))!
            .Value;
        Assert.InRange(from, -0.1, to);
        Assert.InRange(to, from, 1.1);
    }

    [Theory]
    [InlineData("~")]
    [InlineData("margin")]
    [InlineData("margin~1")]
    [InlineData("margin~NaN~2")]
    [InlineData("margin~one~two")]
    public void What_is_no_brush_is_left_out(string text) => Assert.Empty(AxisBrush.Parse(text));

    [Fact]
    public void A_range_keeps_its_ends_and_no_row_without_a_number()
    {
        AxisBrush brush = new("x", 1, 2);
        Assert.True(brush.Keeps(new RunsCell("1", 1)) && brush.Keeps(new RunsCell("2", 2)));
        Assert.False(brush.Keeps(new RunsCell("2.1", 2.1)) || brush.Keeps(new RunsCell("none", null)));
    }

    [Fact]
    public void Few_numbers_stand_side_by_side_and_a_metric_lies_along_its_axis()
    {
        ColumnScale margin = ColumnScale.Of(Sweep.Runs, "margin"), metric = ColumnScale.Of(Sweep.Runs, "validation.eer");
        Assert.Equal(["1", "2"], margin.Values!);
        Assert.Equal([0.0, 1.0], margin.Ticks().Select(t => t.Place));
        Assert.Null(metric.Values);
        double[] values = Sweep.Runs.Rows.Select(r => r.Cell("validation.eer").Number).OfType<double>().ToArray();
        Assert.Equal(0, metric.Place(new RunsCell("", values.Min()))!.Value, 9);
        Assert.Equal(1, metric.Place(new RunsCell("", values.Max()))!.Value, 9);
    }

    [Fact]
    public void A_brushed_stretch_of_a_logarithmic_axis_keeps_the_numbers_under_it()
    {
        RunsTable table = Table("rate", [1e-5, 2e-5, 1e-4, 3e-4, 1e-3, 2e-3, 5e-3, 1e-2]);
        ColumnScale rate = ColumnScale.Of(table, "rate");
        Assert.True(rate.Log);
        AxisBrush brush = rate.Brush(1.0 / 3, 2.0 / 3)!;
        Assert.Equal(1e-4, brush.Low, 8);
        Assert.Equal(1e-3, brush.High, 7);
        (double from, double to) = rate.Stretch(brush)!.Value;
        Assert.Equal((1.0 / 3, 2.0 / 3), (Math.Round(from, 6), Math.Round(to, 6)), new Near());
        Assert.Null(rate.Brush(-0.1, 1.1));
    }

    [Fact]
    public void Brushing_one_of_two_choices_keeps_it_and_both_keeps_all()
    {
        ColumnScale margin = ColumnScale.Of(Sweep.Runs, "margin");
        Assert.Equal(["2"], margin.Brush(0.5, 1.2)!.Values!);
        Assert.Null(margin.Brush(-0.1, 1.1));
        Assert.Null(margin.Brush(0.4, 0.6));
    }

    [Fact]
    public void Parallel_lines_shade_from_the_best_fifth_and_keep_those_left_out_faint()
    {
        IReadOnlyList<ColumnScale> axes = ParallelCharts.Axes(Sweep);
        Assert.Equal(["margin", "learning_rate", "validation.eer"], axes.Select(a => a.Key));
        AxisBrush[] brushes = [new("margin", double.NaN, double.NaN, ["1"])];
        IReadOnlyList<RunsTableRow> kept = Sweep.Runs.Apply(new RunsView(Brushes: brushes));
        ChartModel chart = ParallelCharts.Of(Sweep, axes, kept, brushes);
        Assert.Equal("not kept", chart.Traces[0].Name);
        Assert.Equal(Sweep.Runs.Rows.Count - kept.Count, chart.Traces[0].TextRuns!.Count);
        Assert.Equal("best fifth", chart.Traces[^1].Name);
        Assert.NotNull(chart.Parallel![0].Brush);
        Assert.Null(chart.Parallel[1].Brush);
    }

    [Theory]
    [InlineData(6, "best fifth, second fifth, middle fifth, fourth fifth, worst fifth")]
    [InlineData(12, "best fifth, second fifth, middle fifth, fourth fifth, worst fifth")]
    [InlineData(3, "place 1, place 2, place 3")]
    public void Fifths_are_fifths_of_however_many_runs_there_are(int runs, string names)
    {
        FakeRecord record = SampleFakes.Record(trials: 4 * runs, replicates: 1);
        SweepModel sweep = SweepModel.Read(record, "synthetic-margins-7f3a", record.Of, SampleFakes.Start)!;
        List<RunsTableRow> kept = sweep.Runs.Rows.Where(r => r.Cell("validation.eer").Number is not null).Take(runs).ToList();
        ChartModel chart = ParallelCharts.Of(sweep, ParallelCharts.Axes(sweep), kept, []);
        Assert.Equal(
            names,
            string.Join(", ", chart.Traces.Where(t => t.Color.StartsWith("shade", StringComparison.Ordinal)).Reverse().Select(t => t.Name))
        );
    }

    [Fact]
    public void A_scatter_colours_and_shapes_by_a_choice_and_says_what_has_no_place()
    {
        ChartModel chart = ScatterCharts.Of(Sweep.Runs, Sweep.Runs.Rows, "learning_rate", "validation.eer", "margin");
        Assert.Equal(["margin 1", "margin 2"], chart.Traces.Select(t => t.Name));
        Assert.Equal(2, chart.Traces.Select(t => t.Symbol).Distinct().Count());
        Assert.Contains("have no value here", chart.Note, StringComparison.Ordinal);
        Assert.Equal(["5e-4", "1e-3"], chart.XTicks!.Texts);
        Assert.Equal(
            "runs",
            Assert.Single(ScatterCharts.Of(Sweep.Runs, Sweep.Runs.Rows, "margin", "validation.eer", "nonsense").Traces).Name);
    }

    [Fact]
    public void Groups_stand_in_order_of_value_and_count_their_runs()
    {
        IReadOnlyList<RunsLine> lines = RunsGroups.Of(Sweep.Runs, Sweep.Runs.Rows, "margin", "validation.eer");
        Assert.Equal(Sweep.Runs.Rows.Count + 2, lines.Count);
        Assert.StartsWith("margin 1 · 6 runs", lines[0].Heading, StringComparison.Ordinal);
        Assert.StartsWith(
            "margin 1 · 1 run · ",
            RunsGroups.Of(Sweep.Runs, [Sweep.Runs.Rows[0]], "margin", "validation.eer")[0].Heading,
            StringComparison.Ordinal);
        Assert.Equal(Sweep.Runs.Rows.Count, RunsGroups.Of(Sweep.Runs, Sweep.Runs.Rows, "nonsense", "validation.eer").Count);
    }

    [Theory]
    [InlineData("10_20", 10.0, 20.0)]
    [InlineData("20_10", null, null)]
    [InlineData("1e999_3", null, null)]
    [InlineData("<b>", null, null)]
    [InlineData(null, null, null)]
    public void A_zoom_is_read_from_the_address_or_not_at_all(string? text, double? low, double? high) =>
        Assert.Equal((low, high), (ZoomRange.Parse(text)?.Low, ZoomRange.Parse(text)?.High));

    [Fact]
    public void A_pair_s_history_is_drawn_against_each_epoch_s_threshold()
    {
        ChartModel chart = PairHistory.Chart([("a", [new PairScore(1, 0.5, 2), new PairScore(2, 3, 1.5)]), ("b", [])]);
        Assert.Equal([0.25, 2.0], Assert.Single(chart.Traces).Y.Select(y => y!.Value));
        Assert.Equal(1, Assert.Single(chart.Marks).Y);
        Assert.Null(FacePair.Parse("one"));
        Assert.Equal(new FacePair("a", "b"), FacePair.Parse("a|b"));
    }

    private static RunsTable Table(string column, double[] numbers) =>
        new(
            [new RunsColumn(column, column, true, true)],
            numbers.Select(n => new RunsTableRow(
                    Sweep.Runs.Rows[0].Run,
                    null,
                    new Dictionary<string, RunsCell> { [column] = new(n.ToString(System.Globalization.CultureInfo.InvariantCulture), n) }))
                .ToList());

    private sealed class Near : IEqualityComparer<(double, double)>
    {
        public bool Equals((double, double) a, (double, double) b) =>
            Math.Abs(a.Item1 - b.Item1) < 1e-4 && Math.Abs(a.Item2 - b.Item2) < 1e-4;

        public int GetHashCode((double, double) pair) => 0;
    }
}
