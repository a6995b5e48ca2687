using SiameseSweep.Core.Randomness;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Core.Samplers;

/// <summary>Statistics of a thousand draws of a search space, for warnings and <c>check</c>.</summary>
/// <param name="Count">Draws made.</param>
/// <param name="Working">Draws that can be trained.</param>
/// <param name="OutsideDomain">By parameter: draws outside its own domain.</param>
/// <param name="Combinations">Draws whose values are each in their domain but cannot work together.</param>
/// <param name="Example">A sentence about one draw that cannot work; empty when all can.</param>
/// <param name="Configurations">The trials that the draws which work make.</param>
/// <param name="Draws">The values drawn, by parameter, of the draws that work; only where the parameter was drawn and matters.</param>
public sealed record DrawStatistics(
    int Count, int Working, IReadOnlyDictionary<string, int> OutsideDomain, int Combinations, string Example,
    IReadOnlyList<RunConfiguration> Configurations, IReadOnlyDictionary<string, IReadOnlyList<ParameterValue>> Draws)
{
    /// <summary>Draws from a space; the same every time.</summary>
    public static DrawStatistics Of(SearchSpace space, int count = 1000)
    {
        KeyedRandom random = KeyedRandom.For(0, RandomUse.Preview);
        Dictionary<string, int> outside = space.Parameters.ToDictionary(p => p.Name, _ => 0);
        Dictionary<string, IReadOnlyList<ParameterValue>> draws = space.Parameters.ToDictionary(
            p => p.Name,
            IReadOnlyList<ParameterValue> (_) => new List<ParameterValue>());
        List<RunConfiguration> working = [];
        int combinations = 0;
        string example = "";
        for (int i = 0; i < count; i++)
        {
            ParameterValue[] values = [.. space.Axes.Select(a => a.Distribution.Quantile(random.NextDouble()))];
            Dictionary<string, ParameterValue> spread = new(space.Axes.Zip(values).SelectMany(p => p.First.Spread(p.Second)));
            string? complaint = null;
            foreach (ParameterSpec parameter in space.Parameters)
            {
                if (parameter.Definition.Complaint(spread[parameter.Name]) is { } wrong)
                {
                    outside[parameter.Name]++;
                    complaint = wrong;
                }
            }

            if (space.Configure(values, out HashSet<string> active) is not { } configuration)
            {
                combinations += complaint is null ? 1 : 0;
                complaint ??= ConfigurationRules.Problem(ConfigurationRules.Build(spread, space.DefaultEpochs));
                example = example.Length == 0 ? complaint ?? "" : example;
                continue;
            }

            working.Add(configuration);
            foreach (string name in active)
            {
                ((List<ParameterValue>)draws[name]).Add(spread[name]);
            }
        }

        return new DrawStatistics(count, working.Count, outside, combinations, example, working, draws);
    }
}
