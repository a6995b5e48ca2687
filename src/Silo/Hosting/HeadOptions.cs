using System.CommandLine;
using SiameseSweep.Core;
using SiameseSweep.Silo.Cli;
using Cluster = SiameseSweep.Grains.Hosting.ClusterOptions;

namespace SiameseSweep.Silo.Hosting;

/// <summary>What a process that stays up was asked to be.</summary>
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
        Cluster cluster = new(
            settings.Home, settings.DataDirectory, head, worker,
            worker ? parsed.GetRequiredValue(CliOptions.Devices) : "cpu",
            worker ? parsed.GetValue(CliOptions.Slots) : 1,
            threads == 0 ? null : threads,
            RedisOf(parsed));
        ListenAddress listen = head ? ListenAddress.Parse(parsed.GetValue(CliOptions.Listen), parsed.GetValue(CliOptions.Port)) : ListenAddress.Parse(null, 0);
        return new HeadOptions(settings, cluster, listen, parsed.GetValue(CliOptions.Verbose));
    }

    private static string? RedisOf(ParseResult parsed)
    {
        if (parsed.GetResult(CliOptions.Cluster) is null || parsed.GetValue(CliOptions.Cluster) is not { } text)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme == "redis" && uri.Host.Length > 0
            ? text
            : throw new UserErrorException($"--cluster '{text}' is not an address; one reads redis://HOST:PORT.");
    }
}
