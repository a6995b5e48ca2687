using SiameseSweep.Core.Losses;
using SiameseSweep.Core.Models;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Tests.Sweeps;

/// <summary>Contract of every parameter in the catalog.</summary>
public sealed class ParameterCatalogTests
{
    public static TheoryData<string> All => [.. ParameterCatalog.All.Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(All))]
    public void It_gives_back_what_was_set_and_touches_nothing_else(string name)
    {
        ParameterDefinition parameter = ParameterCatalog.Of(name);
        foreach (ParameterValue value in Samples(parameter))
        {
            Assert.Null(parameter.Complaint(value));
            RunConfiguration changed = parameter.Apply(new RunConfiguration(), value);
            Assert.True(parameter.Read(changed).SameAs(value), $"{parameter.Read(changed)} instead of {value}");
            Assert.Equal(new RunConfiguration(), parameter.Apply(changed, parameter.Read(new RunConfiguration())));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Its_default_is_in_its_domain_and_is_what_a_trial_without_it_has(string name)
    {
        ParameterDefinition parameter = ParameterCatalog.Of(name);
        foreach ((LossDefinition loss, ModelDefinition model) in LossCatalog.All.SelectMany(l => ModelCatalog.All.Select(m => (l, m))))
        {
            KeyValuePair<string, ParameterValue>[] decisive =
            [
                new(ParameterCatalog.Loss.Name, ParameterValue.Of(loss.Name)),
                new(ParameterCatalog.Model.Name, ParameterValue.Of(model.Name)),
            ];
            RunConfiguration without = ConfigurationRules.Build(decisive, new SiameseOptions().Epochs);
            if (parameter != ParameterCatalog.Loss && parameter != ParameterCatalog.Model)
            {
                Assert.Equal(parameter.DefaultIn(without), parameter.Read(without));
            }

            Assert.Null(parameter.Complaint(parameter.DefaultIn(without)));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Whether_it_applies_and_its_default_change_only_with_what_it_says_it_depends_on(string name)
    {
        ParameterDefinition parameter = ParameterCatalog.Of(name);
        foreach (ParameterDefinition other in ParameterCatalog.All.Where(p => !parameter.DependsOn.Contains(p.Name)))
        {
            Assert.All(Samples(other).Select(v => other.Apply(new RunConfiguration(), v)), changed =>
            {
                Assert.Equal(parameter.AppliesTo(new RunConfiguration()), parameter.AppliesTo(changed));
                Assert.Equal(parameter.DefaultIn(new RunConfiguration()), parameter.DefaultIn(changed));
            });
        }
    }

    [Fact]
    public void A_parameter_that_does_not_apply_has_its_default_whatever_is_drawn()
    {
        RunConfiguration configuration = ConfigurationRules.Build(
            [new("mining", ParameterValue.Of("hard")), new("margin", ParameterValue.Of(3.0)), new("loss", ParameterValue.Of("softmax"))],
            5);
        Assert.Equal(
            new RunConfiguration
            {
                Loss = LossKind.Softmax,
                Margin = null,
                Epochs = 5,
            },
            configuration);
    }

    private static IEnumerable<ParameterValue> Samples(ParameterDefinition parameter) =>
        parameter.Kind switch
        {
            ParameterKind.Choice => parameter.Words.Select(ParameterValue.Of),
            ParameterKind.Choices =>
            [
                .. parameter.Words.Select(ParameterValue.Of),
                ParameterValue.Of(string.Join(',', parameter.Words.Skip(1))),
            ],
            ParameterKind.Flag => [ParameterValue.Of(true), ParameterValue.Of(false)],
            ParameterKind.Whole => new long[] { 16, 17, 128 }.Select(ParameterValue.Of),
            _ => new[] { 0.25, 0.5 }.Select(ParameterValue.Of),
        };
}
