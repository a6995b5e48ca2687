using SiameseSweep.Core.Results;
using SiameseSweep.Core.Runs;
using SiameseSweep.Dashboard.Model;
using SiameseSweep.Dashboard.Tests.Fakes;

namespace SiameseSweep.Dashboard.Tests.Model;

public sealed class RunsTableTests
{
    private static readonly FakeRecord Record = SampleFakes.Record(trials: 4, replicates: 3);
    private static readonly RunsTable Table = SweepModel.Read(Record, "synthetic-margins-7f3a", Record.Of, SampleFakes.Start)!.Runs;

    [Fact]
    public void Varying_parameters_and_metrics_are_columns_from_the_start()
    {
        string[] keys = Table.Shown(new RunsView()).Select(c => c.Key).ToArray();
        Assert.Contains("margin", keys);
        Assert.Contains("validation.eer", keys);
        Assert.Contains("test.auc", keys);
        Assert.DoesNotContain("optimizer", keys);
    }

    [Fact]
    public void Runs_that_learned_nothing_are_found_by_the_word_and_there_is_no_column_where_there_are_none()
    {
        FakeRecord record = SampleFakes.Record(trials: 4, replicates: 3);
        RunId run = new("synthetic-margins-7f3a", 0, 0, 0);
        SampleFakes.Alarm(record, run, RunAlarm.AtChance);
        RunsTable table = SweepModel.Read(record, run.SweepId, record.Of, SampleFakes.Start)!.Runs;
        Assert.Equal(run, Assert.Single(table.Apply(new RunsView(Filter: "at chance"))).Run.RunId);
        Assert.Contains(table.Columns, c => c.Key == RunsTable.AlarmColumn);
        Assert.DoesNotContain(Table.Columns, c => c.Key == RunsTable.AlarmColumn);
    }

    [Fact]
    public void Chosen_columns_are_shown_and_the_run_always() =>
        Assert.Equal(["run", "optimizer"], Table.Shown(new RunsView(Columns: ["optimizer", "nonsense"])).Select(c => c.Key));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rows_without_a_value_come_last_whichever_way_they_are_sorted(bool descending)
    {
        IReadOnlyList<RunsTableRow> rows = Table.Apply(new RunsView(Sort: "validation.eer", Descending: descending));
        double?[] values = rows.Select(r => r.Cell("validation.eer").Number).ToArray();
        int numbers = values.Count(v => v is not null);
        Assert.All(values.Skip(numbers), v => Assert.Null(v));
        Assert.Equal(descending ? values.Take(numbers).OrderDescending() : values.Take(numbers).Order(), values.Take(numbers));
        Assert.Equal(Table.Rows.Count, rows.Count);
    }

    [Fact]
    public void A_column_that_does_not_exist_sorts_nothing() => Assert.Equal(Table.Rows, Table.Apply(new RunsView(Sort: "nonsense")));

    [Fact]
    public void Words_of_the_filter_all_have_to_fit()
    {
        IReadOnlyList<RunsTableRow> rows = Table.Apply(new RunsView(Filter: "margin=2 PRUNED"));
        Assert.NotEmpty(rows);
        Assert.All(rows, r => Assert.Equal((RunState.Pruned, "2"), (r.Run.State, r.Cell("margin").Text)));
    }

    [Theory]
    [InlineData("learning_rate=0.0005")]
    [InlineData("learning_rate=5e-4")]
    [InlineData("margin=1.0 learning_rate=5.0e-4")]
    public void A_number_in_the_filter_may_be_written_in_any_way(string filter)
    {
        IReadOnlyList<RunsTableRow> kept = Table.Apply(new RunsView(Filter: filter));
        Assert.NotEmpty(kept);
        Assert.All(kept, r => Assert.Equal("5e-4", r.Cell("learning_rate").Text));
    }

    [Fact]
    public void A_reason_can_be_searched() =>
        Assert.All(Table.Apply(new RunsView(Filter: "not number")), r => Assert.Equal(RunState.Failed, r.Run.State));

    [Fact]
    public void A_state_can_be_chosen() =>
        Assert.All(Table.Apply(new RunsView(State: "running")), r => Assert.Equal(RunState.Running, r.Run.State));
}
