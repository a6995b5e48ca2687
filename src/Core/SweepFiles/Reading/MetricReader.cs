using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.SweepFiles.Yaml;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.SweepFiles.Reading;

/// <summary>Reads <c>metric:</c>.</summary>
internal sealed class MetricReader(NodeReader nodes)
{
    public MetricSpec? Read(YamlMap root, SiameseOptions siamese)
    {
        if (root.Find("metric") is not { } entry)
        {
            if (siamese.ValidationIdentities > 0)
            {
                return new MetricSpec();
            }

            nodes.Error(
                root,
                "metric",
                "With siamese.validation_identities: 0 nothing reports validation.eer, so the metric must be named. "
                    + "Add 'metric: {name: test.eer, goal: minimize}' or keep validation people."
            );
            return null;
        }

        if (nodes.Map(entry.Value, "metric", ["name", "goal", "target", "impute", "impute_while_running"]) is not { } map)
        {
            return null;
        }

        MetricName? named = Name(map, siamese);
        string goal = map.Find("goal") is { } g ? nodes.Word(g.Value, "metric.goal", ["minimize", "maximize"]) ?? "" : "minimize";
        double? target = map.Find("target") is { } t ? nodes.AnyNumber(t.Value, "metric.target") : null;
        CheckImputation(map);
        if (named is not { } name || goal.Length == 0)
        {
            return null;
        }

        MetricSpec metric = MetricSpec.Of(name.ToString(), goal) with { Target = target };
        YamlNode at = map.Find("name")!.Value;
        if (metric.Goal != name.Measure.Goal)
        {
            string other = metric.Goal == MetricGoal.Minimize ? "maximize" : "minimize";
            nodes.Warning(
                at,
                "metric.goal",
                $"{name} is better when {(other == "maximize" ? "larger" : "smaller")}, but the goal is to {goal} it. "
                    + $"Write 'goal: {other}' unless you look for the worst."
            );
        }

        if (target < name.Measure.Minimum || target > name.Measure.Maximum)
        {
            string range = double.IsFinite(name.Measure.Maximum)
                ? $"lies between {name.Measure.Minimum} and {name.Measure.Maximum}"
                : $"is at least {name.Measure.Minimum}";
            nodes.Warning(
                map.Find("target")!.Value,
                "metric.target",
                FormattableString.Invariant($"metric.target is {target}, but {name} {range}."));
        }

        if (name.IsTest)
        {
            nodes.Warning(
                at,
                "metric.name",
                $"Choosing by {name} makes the test people part of the choice: the best trial's test figures will be optimistic. "
                    + $"Choose by {name.On(MetricSplit.Validation)}."
            );
        }

        return metric;
    }

    private MetricName? Name(YamlMap map, SiameseOptions siamese)
    {
        if (map.Find("name") is not { } entry)
        {
            nodes.Error(map, "metric.name", "metric has no 'name'. Add one, such as 'name: validation.eer'.");
            return null;
        }

        if (entry.Value is not YamlScalar { Kind: ScalarKind.Text } name)
        {
            nodes.Error(
                entry.Value,
                "metric.name",
                $"metric.name is {entry.Value.Describe()}, but must be a metric's name.{NearestName.Hint("", MetricName.Names)}");
            return null;
        }

        if (MetricName.Find(name.Text) is not { } metric)
        {
            nodes.Error(name, "metric.name", $"No run reports a metric {name.Describe()}.{NearestName.Hint(name.Text, MetricName.Names)}");
            return null;
        }

        if (siamese.ValidationIdentities == 0 && metric.Split == MetricSplit.Validation)
        {
            nodes.Error(
                name,
                "metric.name",
                $"{metric} needs validation people, but siamese.validation_identities is 0. "
                    + $"Use {metric.On(MetricSplit.Test)} or keep validation people."
            );
            return null;
        }

        return metric;
    }

    // What W&B imputes for failed runs is fixed here: they count as worst, running ones by what is known of them.
    private void CheckImputation(YamlMap map)
    {
        if (map.Find("impute") is { } impute
            && nodes.Word(impute.Value, "metric.impute", ["latest", "best", "worst"]) is "latest" or "best")
        {
            nodes.Warning(
                map.Find("impute")!.Value,
                "metric.impute",
                "'impute' is always 'worst' here: a failed run never counts as good.");
        }

        if (map.Find("impute_while_running") is { } running)
        {
            nodes.Word(running.Value, "metric.impute_while_running", ["latest", "best", "worst", "false"]);
            nodes.Warning(
                running.Key,
                "metric.impute_while_running",
                "'impute_while_running' is ignored: the search accounts for running trials in its own way.");
        }
    }
}
