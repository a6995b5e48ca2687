namespace SiameseSweep.Core.Samplers;

/// <summary>The samplers, named by the <c>method</c> of a sweep file. A new one is one file and one line here.</summary>
public static class SamplerRegistry
{
    /// <summary>Every sampler.</summary>
    public static IReadOnlyList<ISampler> All { get; } = [new GridSampler(), new RandomSampler(), new BayesSampler()];

    /// <summary>The methods that a sweep file may name.</summary>
    public static IReadOnlyList<string> Methods { get; } = [.. All.Select(s => s.Method)];

    /// <summary>Returns the sampler of a method.</summary>
    /// <exception cref="InvalidOperationException">No sampler has that method.</exception>
    public static ISampler For(string method) => All.Single(s => s.Method == method);
}
