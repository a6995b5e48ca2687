using System.Security.Cryptography;

namespace SiameseSweep.Grains.Hosting;

/// <summary>Lease tokens and the random part of sweep ids. Injected, so that tests can say them.</summary>
public class Tokens
{
    /// <summary>A lease token that was never used before.</summary>
    public virtual string Next() => Guid.NewGuid().ToString("N");

    /// <summary>Four hex digits' worth.</summary>
    public virtual ushort NextIdSuffix() => (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
}
