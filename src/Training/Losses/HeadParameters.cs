using SiameseSweep.Core.Randomness;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Losses;

/// <summary>Makes the parameters that a loss trains beside the network's.</summary>
internal static class HeadParameters
{
    private const long HeadStream = 0x48454144; // "HEAD": apart from the network's own draws under the same key

    /// <summary>The stream of a run's heads.</summary>
    public static KeyedRandom Random(ulong key) => KeyedRandom.For(key, RandomUse.Weights, HeadStream);

    /// <summary>Draws a parameter from U(−bound, bound).</summary>
    public static Parameter Uniform(KeyedRandom random, double bound, long[] shape, Device device, ScalarType type)
    {
        double[] values = new double[shape.Aggregate((a, b) => a * b)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = random.NextDouble(-bound, bound);
        }

        return Of(values, shape, device, type);
    }

    /// <summary>Makes a parameter of values.</summary>
    public static Parameter Of(double[] values, long[] shape, Device device, ScalarType type)
    {
        using var scope = NewDisposeScope();
        // Parameters outlive every scope: they belong to the loss.
        return new Parameter(tensor(values).reshape(shape).to(type).to(device).clone().DetachFromDisposeScope(), true);
    }
}
