using System.CommandLine;
using System.Net;
using SiameseSweep.Core;
using SiameseSweep.Grains.Hosting;
using SiameseSweep.Silo.Cli;
using Cluster = SiameseSweep.Grains.Hosting.NodeOptions;

namespace SiameseSweep.Silo.Hosting;

/// <summary>Options of a head process.</summary>
/// <param name="Settings">Where it works.</param>
/// <param name="Cluster">Its part in the cluster.</param>
/// <param name="Listen">Where its pages and API are; without a meaning for a worker.</param>
/// <param name="Verbose">Whether errors come with stack traces.</param>
internal sealed record HeadOptions(Settings Settings, Cluster Cluster, ListenAddress Listen, bool Verbose)
{
    public static HeadOptions From(ParseResult parsed, bool head, bool worker)
    {
        Settings settings = Settings.From(parsed);
        int threads = worker ? parsed.GetValue(CliOptions.Threads) : 0;
        string? redis = RedisOf(parsed);
        Cluster cluster = new(
            settings.Home, settings.DataDirectory, head, worker,
            worker ? parsed.GetRequiredValue(CliOptions.Devices) : "cpu",
            worker ? parsed.GetValue(CliOptions.Slots) : 1,
            threads == 0 ? null : threads,
            redis)
        {
            AllowedFolders = parsed.GetResult(CliOptions.AllowFolders) is null
                ? []
                : [.. parsed.GetValue(CliOptions.AllowFolders)!.Select(Path.GetFullPath)],
            Address = redis is null ? IPAddress.Loopback : SiloAddressOf(redis, parsed.GetValue(CliOptions.Listen)),
        };
        ListenAddress listen = head
            ? ListenAddress.Parse(parsed.GetValue(CliOptions.Listen), parsed.GetValue(CliOptions.Port)) with
            {
                Names = parsed.GetValue(CliOptions.PublicName) ?? [],
            }
            : ListenAddress.Parse(null, 0);
        return new HeadOptions(settings, cluster, listen, parsed.GetValue(CliOptions.Verbose));
    }

    private static string? RedisOf(ParseResult parsed) =>
        parsed.GetResult(CliOptions.Cluster) is not null && parsed.GetValue(CliOptions.Cluster) is { } text
            ? RedisAddress.Check(text)
            : null;

    // Other silos must reach it, so "all of this machine's" will not do: then it is the one that leads to Redis.
    private static IPAddress SiloAddressOf(string redis, string? listen)
    {
        IPAddress towardsRedis = RedisAddress.LocalEnd(redis);
        IPAddress? asked = listen is null ? null : ListenAddress.Parse(listen, 0).Address;
        if (asked is null || asked.Equals(IPAddress.Any) || asked.Equals(IPAddress.IPv6Any))
        {
            return asked is not null && IPAddress.IsLoopback(towardsRedis)
                ? throw new UserErrorException(
                    $"--listen {listen} does not say at which address other machines reach this one, and the Redis at "
                        + $"{RedisAddress.Shown(redis)} does not tell; name the address."
                )
                : towardsRedis;
        }

        return asked;
    }
}
