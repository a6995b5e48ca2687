using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Statistics;
using SiameseSweep.Core.SweepFiles.Yaml;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.SweepFiles.Reading;

/// <summary>Reads the block <c>siamese:</c>.</summary>
internal sealed class SiameseReader(NodeReader nodes, YamlNode? node)
{
    /// <summary>The block's keys.</summary>
    public static readonly string[] Keys =
    [
        "dataset",
        "epochs",
        "seed",
        "replicates",
        "folds",
        "validation_identities",
        "checkpoints",
        "budget",
        "stop_hopeless",
        "refit",
        "zip",
        "when",
    ];

    private const string Path = "siamese";

    private YamlMap? _map;

    public SiameseOptions ReadOptions()
    {
        SiameseOptions defaults = new();
        _map = node is null ? null : nodes.Map(node, Path, Keys);
        if (_map is null)
        {
            return defaults;
        }

        SiameseOptions options = new()
        {
            Dataset = _map.Find("dataset") is { } data ? new DatasetReader(nodes).Read(data.Value) : defaults.Dataset,
            Epochs = Whole("epochs", 1) ?? defaults.Epochs,
            Seed = _map.Find("seed") is { } seed ? nodes.Seed(seed.Value, At("seed")) ?? 0 : 0,
            Replicates = Whole("replicates", 1, 1000) ?? 1,
            Folds = Whole("folds", 1, 1000) ?? 1,
            ValidationIdentities = Whole("validation_identities", 0) ?? defaults.ValidationIdentities,
            KeepCheckpoints = KeepCheckpoints() ?? defaults.KeepCheckpoints,
            BudgetDeviceHours = Budget(),
            StopHopeless = _map.Find("stop_hopeless") is { } stop && nodes.Flag(stop.Value, At("stop_hopeless")) == true,
            Refit = _map.Find("refit") is { } refit && nodes.Flag(refit.Value, At("refit")) == true,
        };
        CheckRefit(options);
        CheckPeople(options);
        return options;
    }

    /// <summary>The search space of the parameters that were read, with the block's <c>zip</c> and <c>when</c>.</summary>
    public SearchSpace ReadSpace(IReadOnlyList<ReadParameter> parameters, int defaultEpochs)
    {
        RelationReader relations = new(nodes, parameters);
        IReadOnlyList<IReadOnlyList<string>> zips = _map?.Find("zip") is { } zip ? relations.Zips(zip.Value, At("zip")) : [];
        IReadOnlyList<ParameterCondition> conditions = _map?.Find("when") is { } when ? relations.Conditions(when.Value, At("when")) : [];
        return new SearchSpace([.. parameters.Select(p => p.Spec)], zips, conditions, defaultEpochs);
    }

    /// <summary>Warns where the people chosen by are too few to draw from: what then is told of how sure a value is.</summary>
    public void CheckIntervals(SiameseOptions options, MetricSpec metric)
    {
        int people = options.ValidationIdentities;
        if (people is 0 or >= IdentityBootstrap.FewestPeople
            || MetricName.Parse(metric.Name) is not { Split: MetricSplit.Validation, Measure.FromPairs: true })
        {
            return;
        }

        string left =
            options.Replicates * options.Folds == 1
                ? "so a trial of one run has no 95 % interval and is tied with the best, whatever its value. "
                    + "Use at least 3, or siamese.replicates"
                : "so the 95 % intervals tell of the runs alone. Use at least 3";
        nodes.Warning(
            _map!.Find("validation_identities")!.Value,
            At("validation_identities"),
            $"{people} validation people can be drawn in one way only, {left}.");
    }

    private int? KeepCheckpoints()
    {
        return _map!.Find("checkpoints") is { } entry && nodes.Map(entry.Value, At("checkpoints"), ["keep"])?.Find("keep") is { } keep
            ? nodes.Whole(keep.Value, At("checkpoints.keep"), 0)
            : null;
    }

    private double? Budget()
    {
        if (_map!.Find("budget") is not { } entry || nodes.Map(entry.Value, At("budget"), ["device_hours"]) is not { } map)
        {
            return null;
        }

        if (map.Find("device_hours") is { } hours)
        {
            return nodes.Number(hours.Value, At("budget.device_hours"), "a number of hours above 0", v => v > 0);
        }

        nodes.Error(map, At("budget"), "siamese.budget has no 'device_hours'. Write 'budget: {device_hours: 10}', or leave it out.");
        return null;
    }

    private void CheckRefit(SiameseOptions options)
    {
        if (options is { Refit: true, ValidationIdentities: 0 })
        {
            nodes.Error(
                _map!.Find("refit")!.Value,
                At("refit"),
                "siamese.refit trains the winner again on training and validation people, but siamese.validation_identities is 0: "
                + "all people are trained on already. Remove 'refit', or set validation_identities to at least 2.");
        }
    }

    // What the file alone can tell; the data set itself is asked again when a run opens it.
    private void CheckPeople(SiameseOptions options)
    {
        YamlNode at = _map!.Find("validation_identities")?.Value ?? _map;
        if (options.ValidationIdentities == 1)
        {
            nodes.Error(
                at,
                At("validation_identities"),
                "siamese.validation_identities is 1, but one person makes no pair of different faces to choose by. Use 0, or at least 2.");
            return;
        }

        if (nodes.Diagnostics.HasErrors)
        {
            return;
        }

        try
        {
            IdentitySplit.TrainingPeople(options);
        }
        catch (UserErrorException e)
        {
            nodes.Error(e.Message.StartsWith("siamese.folds", StringComparison.Ordinal) ? _map.Find("folds")!.Value : at, Path, e.Message);
        }
    }

    private int? Whole(string key, int min, int max = int.MaxValue) =>
        _map!.Find(key) is { } entry ? nodes.Whole(entry.Value, At(key), min, max) : null;

    private static string At(string key) => NodeReader.Join(Path, key);
}
