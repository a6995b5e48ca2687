using SiameseSweep.Core.Randomness;

namespace SiameseSweep.Core.Tests;

public sealed class KeyedRandomTests
{
    // Known answers of Philox4x32-10 published with Random123 (kat_vectors).
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, new[] { 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u })]
    [InlineData(
        0xffffffffu,
        0xffffffffu,
        0xffffffffu,
        0xffffffffu,
        0xffffffffu,
        0xffffffffu,
        new[] { 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu }
    )]
    [InlineData(
        0xa4093822u,
        0x299f31d0u,
        0x243f6a88u,
        0x85a308d3u,
        0x13198a2eu,
        0x03707344u,
        new[] { 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u }
    )]
    public void Philox_gives_the_published_answers(uint key0, uint key1, uint c0, uint c1, uint c2, uint c3, uint[] expected)
    {
        uint[] block = new uint[4];
        KeyedRandom.Philox(key0, key1, c0, c1, c2, c3, block);
        Assert.Equal(expected, block);
    }

    [Fact]
    public void Streams_of_different_keys_differ_and_the_same_key_repeats()
    {
        ulong[] keys =
        [
            KeyedRandom.Key(0, RandomUse.Batch), KeyedRandom.Key(1, RandomUse.Batch), KeyedRandom.Key(0, RandomUse.Split),
            KeyedRandom.Key(0, RandomUse.Batch, 0), KeyedRandom.Key(0, RandomUse.Batch, 0, 0), KeyedRandom.Key(0, RandomUse.Batch, 1, 0),
            KeyedRandom.Key(0, RandomUse.Batch, 0, 1),
        ];
        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.Equal(KeyedRandom.For(7, RandomUse.Batch, 1, 2).NextUInt64(), KeyedRandom.For(7, RandomUse.Batch, 1, 2).NextUInt64());
    }

    [Fact]
    public void Draws_between_two_bounds_are_uniform_between_them_within_chance()
    {
        KeyedRandom random = KeyedRandom.For(3, RandomUse.Preview);
        double[] draws = [.. Enumerable.Range(0, 20_000).Select(_ => random.NextDouble(-2, 6)).Order()];

        double distance = draws.Select((x, i) => Math.Abs(((x + 2) / 8) - ((i + 0.5) / draws.Length))).Max();

        Assert.True(draws[0] >= -2 && draws[^1] < 6);
        Assert.InRange(distance, 0, 1.95 / Math.Sqrt(draws.Length));
    }

    [Fact]
    public void Bounded_draws_are_uniform_within_chance()
    {
        KeyedRandom random = KeyedRandom.For(3, RandomUse.Preview);
        int[] counts = new int[10];
        for (int i = 0; i < 100_000; i++)
        {
            counts[random.NextInt(10)]++;
        }

        double chiSquare = counts.Sum(c => Math.Pow(c - 10_000, 2) / 10_000);
        Assert.InRange(chiSquare, 1, 27.9); // 99.9 % point of chi-square with 9 degrees of freedom
    }
}
