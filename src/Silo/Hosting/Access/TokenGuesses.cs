using System.Net;
using System.Threading.RateLimiting;

namespace SiameseSweep.Silo.Hosting.Access;

/// <summary>
/// Slows down those who guess the token: an address that has shown twenty wrong ones may show one a second. Until then nothing that
/// it shows
/// is compared, so that a right guess cannot be told from a wrong one by trying faster.
/// </summary>
internal sealed class TokenGuesses : IDisposable
{
    /// <summary>The seconds after which an address may try again, for the header Retry-After.</summary>
    public const string RetryAfter = "1";

    public const string Refusal = "Too many wrong tokens came from this address; it may try one a second.";

    private const int AtOnce = 20;

    private readonly PartitionedRateLimiter<IPAddress> _wrong = PartitionedRateLimiter.Create<IPAddress, IPAddress>(address =>
        RateLimitPartition.GetTokenBucketLimiter(address, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = AtOnce,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        }));

    /// <summary>Whether what a client at this address shows is looked at.</summary>
    // whole ones: a lease of none is had for a part of one
    public bool MayTry(IPAddress? address) => _wrong.GetStatistics(address ?? IPAddress.None) is not { CurrentAvailablePermits: 0 };

    /// <summary>Counts a token that was not the head's.</summary>
    public void WasWrong(IPAddress? address) => _wrong.AttemptAcquire(address ?? IPAddress.None).Dispose();

    public void Dispose() => _wrong.Dispose();
}
