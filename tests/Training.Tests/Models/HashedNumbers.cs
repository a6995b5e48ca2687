using SiameseSweep.Training.Models;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Tests.Models;

/// <summary>The numbers and digests of Fixtures/hashed.py.</summary>
internal static class HashedNumbers
{
    /// <summary>Numbers in [0, 1), those of <c>uniform</c> in hashed.py.</summary>
    public static double[] Uniform(int stream, int count)
    {
        double[] values = new double[count];
        for (int i = 0; i < count; i++)
        {
            uint x = unchecked(((uint)i * 2654435761u) + ((uint)stream * 40503u) + 12345u);
            x = unchecked((x ^ (x >> 16)) * 0x45D9F3Bu);
            values[i] = (x ^ (x >> 16)) / 4294967296.0;
        }

        return values;
    }

    /// <summary>A tensor's values in double precision.</summary>
    public static double[] Values(Tensor tensor) => tensor.detach().to(float64).contiguous().data<double>().ToArray();

    /// <summary>Holds tensors against their digests: the length, and the product with a hashed direction.</summary>
    public static void AssertClose(Dictionary<string, double[]> expected, IEnumerable<NamedTensor> actual, double tolerance, string what)
    {
        foreach ((string name, Tensor tensor) in actual)
        {
            double[] values = Values(tensor), direction = Uniform(999, values.Length);
            double length = Math.Sqrt(values.Sum(v => v * v)), product = values.Zip(direction, (v, d) => v * (d - 0.5)).Sum();
            // Before a BatchNorm a convolution's bias has no gradient but rounding: nothing to be relative to.
            double scale = Math.Max(expected[name][0], 1e-3);
            string of = $"{what}, length of {name}: {length} for {expected[name][0]}";
            Assert.True(Math.Abs(length - expected[name][0]) <= tolerance * scale, of);
            Assert.True(Math.Abs(product - expected[name][1]) <= tolerance * scale, $"{what}, {name}: {product} for {expected[name][1]}");
        }
    }

    /// <summary>Holds values against others, relative to those above 1.</summary>
    public static void AssertClose(double[] expected, double[] actual, double tolerance, string what) =>
        Assert.True(
            expected.Length == actual.Length
                && expected.Zip(actual, (e, a) => Math.Abs(e - a) <= tolerance * Math.Max(1, Math.Abs(e))).All(c => c),
            $"{what}: {string.Join(' ', actual.Take(6))} for {string.Join(' ', expected.Take(6))}");
}
