using System.Globalization;
using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Models;
using SiameseSweep.Core.Pruners;
using SiameseSweep.Core.Samplers;
using SiameseSweep.Core.SweepFiles.Yaml;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.SweepFiles.Reading;

/// <summary>Checks between the parts of a sweep: can its draws work, and does its metric fit its losses.</summary>
internal sealed class SpaceChecks(NodeReader nodes, SearchSpace space, IReadOnlyList<ReadParameter> parameters)
{
    public void Run(ISampler sampler, MetricSpec metric, EarlyTerminateSpec? early, SiameseOptions siamese, YamlMap root)
    {
        CheckMetricAgainstLosses(metric, root);
        CheckFirstBand(early, root);
        if (sampler.IsExhaustive)
        {
            CheckGrid();
        }

        if (!nodes.Diagnostics.HasErrors && parameters.Count > 0)
        {
            CheckLosses();
            CheckModels();
            CheckAugmentations();
            CheckDraws(sampler.IsExhaustive, siamese);
        }
    }

    private LossDefinition[] Losses => [.. Values(ParameterCatalog.Loss).Select(v => LossCatalog.Find(v.Text)!).Distinct()];

    private void CheckMetricAgainstLosses(MetricSpec metric, YamlMap root)
    {
        YamlNode at = root.Find("metric")?.Value ?? root;
        MetricName name = MetricName.Parse(metric.Name);
        if (name.Measure != MeasureCatalog.Loss)
        {
            return;
        }

        if (name != MetricName.TrainLoss && Losses.FirstOrDefault(l => !l.HasEvaluationLoss) is { } without)
        {
            nodes.Error(
                at,
                "metric.name",
                $"{metric.Name} does not exist for {without.Name}, which knows no class of unseen people. "
                    + $"Choose by {name with { Measure = MeasureCatalog.Eer }}, or leave {without.Name} out."
            );
        }
        else if (
            Losses.Length > 1
            || Varies(ParameterCatalog.Margin)
            || Varies(ParameterCatalog.Scale)
            || Varies(ParameterCatalog.LabelSmoothing))
        {
            nodes.Warning(
                at,
                "metric.name",
                $"{metric.Name} cannot be compared across losses or their parameters: a smaller margin alone makes it smaller. "
                    + $"Choose by validation.eer."
            );
        }
    }

    private bool Varies(ParameterDefinition parameter) =>
        space.Find(parameter.Name) is { Distribution: not CategoricalDistribution { Values.Count: 1 } };

    private void CheckFirstBand(EarlyTerminateSpec? early, YamlMap root)
    {
        if (early is null || nodes.Diagnostics.HasErrors || PrunerRegistry.Of(early.Type).FirstBand(early.Settings) is not { } first)
        {
            return;
        }

        double most = MostEpochs();
        if (first > most)
        {
            string where = space.Find(ParameterCatalog.Epochs.Name) is null ? "siamese.epochs" : "the longest trial";
            nodes.Warning(
                root.Find("early_terminate")!.Value,
                "early_terminate",
                $"The first band, epoch {first}, lies beyond the {most} epochs of {where}, so nothing is ever stopped early.");
        }
    }

    private double MostEpochs()
    {
        if (space.Find(ParameterCatalog.Epochs.Name) is not { } epochs)
        {
            return space.DefaultEpochs;
        }

        IEnumerable<ParameterValue> values = epochs.Distribution is CategoricalDistribution list
            ? list.Values
            : [epochs.Distribution.Quantile(Math.BitDecrement(1.0))];
        double drawn = values.Max(v => v.Kind == ParameterValueKind.Null ? space.DefaultEpochs : v.Number);
        return space.Conditions.Any(c => c.Parameter == ParameterCatalog.Epochs.Name) ? Math.Max(drawn, space.DefaultEpochs) : drawn;
    }

    private void CheckGrid()
    {
        foreach (ReadParameter parameter in parameters.Where(p => p.Spec.Distribution.GridSize is null))
        {
            nodes.Error(
                parameter.Node,
                parameter.Path,
                $"{parameter.Path} is continuous ({parameter.Spec.Distribution.Name}), which a grid never gets to the end of. "
                    + $"List its 'values', use q_uniform, or 'method: random'."
            );
        }
    }

    // Margins that no loss of the sweep can take are errors; others are merely left out of combinations.
    private void CheckLosses()
    {
        WarnOfIgnored(ParameterCatalog.Margin, l => l.HasMargin, "has no margin");
        WarnOfIgnored(ParameterCatalog.Scale, l => l.HasScale, "has no scale");
        WarnOfIgnored(ParameterCatalog.Mining, l => l.TakesMining, "has nothing to mine");
        WarnOfIgnored(ParameterCatalog.ImagesPerPerson, l => l.TakesImagesPerPerson, "does not draw its batches by person");
        WarnOfIgnored(ParameterCatalog.LabelSmoothing, l => l.TakesLabelSmoothing, "has no labels to smooth");

        ReadParameter? margin = parameters.FirstOrDefault(p => p.Spec.Definition == ParameterCatalog.Margin);
        if (margin is { Spec.Distribution: CategoricalDistribution listed })
        {
            foreach (
                ParameterValue value in listed.Values.Where(v => v.IsNumber && Losses.All(l => l.HasMargin && v.Number >= l.MarginBelow)))
            {
                LossDefinition widest = Losses.MaxBy(l => l.MarginBelow)!;
                nodes.Error(
                    margin.Node,
                    margin.Path,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"margin is {value}, but every loss here is {string.Join(" or ", Losses.Select(l => l.Name))}, whose margin must "
                            + $"be below {widest.MarginLimit}."
                    ));
            }
        }
    }

    private void CheckModels()
    {
        WarnOfIgnored(ParameterCatalog.Width, m => m.HasWidth, "has no width");
        WarnOfIgnored(ParameterCatalog.Normalize, m => !m.AlwaysNormalizes, "always normalizes its embeddings");
    }

    private void WarnOfIgnored(ParameterDefinition parameter, Func<LossDefinition, bool> applies, string because) =>
        WarnOfIgnored(parameter, ParameterCatalog.Loss, "losses", [.. Losses.Select(l => (l.Name, applies(l)))], because);

    private void WarnOfIgnored(ParameterDefinition parameter, Func<ModelDefinition, bool> applies, string because) =>
        WarnOfIgnored(
            parameter, ParameterCatalog.Model, "models",
            [.. Values(ParameterCatalog.Model).Select(v => ModelCatalog.Find(v.Text)!).Distinct().Select(m => (m.Name, applies(m)))],
            because);

    private void WarnOfIgnored(
        ParameterDefinition parameter, ParameterDefinition on, string plural, IReadOnlyList<(string Name, bool Applies)> words,
        string because)
    {
        if (parameters.FirstOrDefault(p => p.Spec.Definition == parameter) is { } read && !IsAlwaysDefault(parameter)
            && words.FirstOrDefault(w => !w.Applies && IsDrawnWith(on, w.Name, parameter)) is { Name: { } without })
        {
            string all = words.Count == 1 ? $"the only {on.Name} here" : $"one of the {plural}";
            nodes.Warning(
                read.Node, read.Path,
                $"{without}, {all}, {because}: {parameter.Name} is ignored, and trials that differ only in it are merged.");
        }
    }

    // A parameter that always has the default of all configurations changes nothing where it is ignored.
    private bool IsAlwaysDefault(ParameterDefinition parameter) => parameter.DependentDefault is null
        && space.Find(parameter.Name) is { Distribution: CategoricalDistribution }
        && Values(parameter).All(v => v.SameAs(Default(parameter)));

    private void CheckAugmentations()
    {
        ParameterDefinition strength = ParameterCatalog.AugmentStrength, augment = ParameterCatalog.Augment;
        if (parameters.FirstOrDefault(p => p.Spec.Definition == strength) is { } parameter
            && Values(augment).Any(v => !HasStrength(v) && IsDrawnWith(augment, v.Text!, strength)))
        {
            nodes.Warning(
                parameter.Node, parameter.Path,
                "augment, at least in some trials, has nothing but flip, which has no strength: "
                    + "augment_strength is ignored there, and trials that differ only in it are merged.");
        }

        bool HasStrength(ParameterValue value) => strength.AppliesTo(augment.Apply(new RunConfiguration(), value));
    }

    // A condition may keep a parameter apart from a loss or a model.
    private bool IsDrawnWith(ParameterDefinition on, string word, ParameterDefinition parameter) => space.Conditions
        .Where(c => c.Parameter == parameter.Name && c.On == on.Name).All(c => c.Values.Any(v => v.Text == word));

    private void CheckDraws(bool grid, SiameseOptions siamese)
    {
        if (nodes.Diagnostics.HasErrors)
        {
            return;
        }

        DrawStatistics draws = DrawStatistics.Of(space);
        YamlNode at = parameters[0].Node;
        // A thousand draws may miss the few points of a small grid that work; a large one is not walked to its end for that.
        if (draws.Working == 0 && (!grid || space.GridSize > 1e5 || GridEnumeration.Of(space).At(0) is null))
        {
            nodes.Error(at, "parameters", $"No draw of these parameters can work. {draws.Example} Change what does not fit.");
            return;
        }

        CheckGroups(draws, siamese);
        string fate = grid ? "left out" : "drawn again";
        foreach ((string name, int outside) in draws.OutsideDomain.Where(d => d.Value > 0))
        {
            ReadParameter parameter = parameters.First(p => p.Spec.Name == name);
            double percent = 100.0 * outside / draws.Count;
            nodes.Warning(
                parameter.Node,
                parameter.Path,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(grid ? "About " : "")}{percent:0.#} % of the {(grid ? "combinations" : "draws")} lie outside the domain ({name} "
                        + $"must be {parameter.Spec.Definition.Domain}) and are {fate}."
                ));
        }

        if (draws.Combinations > 0)
        {
            double percent = 100.0 * draws.Combinations / draws.Count;
            nodes.Warning(
                at,
                "parameters",
                FormattableString.Invariant($"About {percent:0.#} % of the combinations cannot work and are {fate}. {draws.Example}"));
        }
    }

    private void CheckGroups(DrawStatistics draws, SiameseOptions siamese)
    {
        int? people = IdentitySplit.TrainingPeople(siamese);
        if (draws.Configurations.Select(c => ConfigurationRules.GroupProblem(c, people)).FirstOrDefault(p => p is not null) is { } problem)
        {
            ReadParameter at = parameters.FirstOrDefault(p => p.Spec.Definition == ParameterCatalog.BatchSize)
                ?? parameters.FirstOrDefault(p => p.Spec.Definition == ParameterCatalog.ImagesPerPerson)
                ?? parameters[0];
            nodes.Error(at.Node, at.Path, problem);
        }
    }

    private IReadOnlyList<ParameterValue> Values(ParameterDefinition parameter) =>
        space.Find(parameter.Name)?.Distribution is CategoricalDistribution list
            ? [.. list.Values.Select(v => v.Kind == ParameterValueKind.Null ? Default(parameter) : v)]
            : [Default(parameter)];

    private static ParameterValue Default(ParameterDefinition parameter) => parameter.DefaultIn(new RunConfiguration());
}
