using System.Numerics;

namespace SiameseSweep.Core.Randomness;

/// <summary>Purpose of a random draw. Part of every key, so that no two purposes share a stream.</summary>
public enum RandomUse
{
    /// <summary>Which people go to training, validation and test.</summary>
    Split = 1,

    /// <summary>The parameters of a trial.</summary>
    Proposal = 2,

    /// <summary>The initial weights of a run.</summary>
    Weights = 3,

    /// <summary>Which images make up a training batch.</summary>
    Batch = 4,

    /// <summary>Dropout masks.</summary>
    Dropout = 5,

    /// <summary>Augmentation of training images.</summary>
    Augmentation = 6,

    /// <summary>Synthetic faces.</summary>
    SyntheticFaces = 7,

    /// <summary>Bootstrap resampling.</summary>
    Bootstrap = 8,

    /// <summary>Draws shown by <c>check</c>.</summary>
    Preview = 9,

    /// <summary>The forest behind parameter importance.</summary>
    Importance = 10,
}

/// <summary>
/// Counter-based random numbers (Philox4x32-10, Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
/// A stream is a pure function of its key, so any draw can be made again without replaying the ones before it, and
/// nothing that runs beside a training can disturb its numbers. Not thread-safe; make one where it is used.
/// </summary>
public sealed class KeyedRandom
{
    private readonly uint _key0;
    private readonly uint _key1;
    private readonly uint[] _block = new uint[4];
    private ulong _counter;
    private int _used = 4;

    private KeyedRandom(ulong key)
    {
        _key0 = (uint)key;
        _key1 = (uint)(key >> 32);
    }

    /// <summary>The stream for one use under a seed, told apart by <paramref name="parts"/> (trial, replicate, epoch, index …).</summary>
    public static KeyedRandom For(ulong seed, RandomUse use, params ReadOnlySpan<long> parts) => new(Key(seed, use, parts));

    /// <summary>The 64-bit key behind <see cref="For"/>, for generators that are not ours (torch's) but must be keyed alike.</summary>
    public static ulong Key(ulong seed, RandomUse use, params ReadOnlySpan<long> parts)
    {
        ulong key = Mix(seed ^ 0x9e3779b97f4a7c15ul);
        key = Mix(key ^ (ulong)use);
        foreach (long part in parts)
        {
            key = Mix(key ^ (ulong)part);
        }

        return Mix(key ^ (ulong)parts.Length);
    }

    /// <summary>A 32-bit word, uniform.</summary>
    public uint NextUInt32()
    {
        if (_used == 4)
        {
            Philox(_key0, _key1, (uint)_counter, (uint)(_counter >> 32), 0, 0, _block);
            _counter++;
            _used = 0;
        }

        return _block[_used++];
    }

    /// <summary>A 64-bit word, uniform.</summary>
    public ulong NextUInt64() => NextUInt32() | ((ulong)NextUInt32() << 32);

    /// <summary>Uniform in [0, 1) with 53 random bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1ul << 53));

    /// <summary>Uniform in [<paramref name="min"/>, <paramref name="max"/>).</summary>
    public double NextDouble(double min, double max) => min + ((max - min) * NextDouble());

    /// <summary>Uniform integer in [0, <paramref name="exclusiveMax"/>), without modulo bias.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not positive.</exception>
    public int NextInt(int exclusiveMax)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveMax);
        return (int)NextInt64(exclusiveMax);
    }

    /// <summary>Uniform integer in [0, <paramref name="exclusiveMax"/>), without modulo bias.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not positive.</exception>
    public long NextInt64(long exclusiveMax)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveMax);
        ulong bound = (ulong)exclusiveMax;
        ulong reject = (0 - bound) % bound; // 2^64 mod bound: the words below it would favour the low values
        ulong word;
        do
        {
            word = NextUInt64();
        }
        while (word < reject);
        return (long)(word % bound);
    }

    /// <summary>Fisher–Yates shuffle in place.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>One Philox4x32-10 block, open to tests against the published known answers.</summary>
    internal static void Philox(uint key0, uint key1, uint c0, uint c1, uint c2, uint c3, Span<uint> block)
    {
        for (int round = 0; round < 10; round++)
        {
            ulong p0 = (ulong)0xD2511F53u * c0;
            ulong p1 = (ulong)0xCD9E8D57u * c2;
            c0 = (uint)(p1 >> 32) ^ c1 ^ key0;
            c1 = (uint)p1;
            c2 = (uint)(p0 >> 32) ^ c3 ^ key1;
            c3 = (uint)p0;
            key0 += 0x9E3779B9u;
            key1 += 0xBB67AE85u;
        }

        block[0] = c0;
        block[1] = c1;
        block[2] = c2;
        block[3] = c3;
    }

    /// <summary>The finalizer of SplitMix64 (Steele et al. 2014): a bijection that spreads every bit.</summary>
    private static ulong Mix(ulong z)
    {
        z += 0x9e3779b97f4a7c15ul;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ul;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebul;
        return BitOperations.RotateLeft(z ^ (z >> 31), 1);
    }
}
