using System.Net;
using System.Net.Sockets;
using SiameseSweep.Core;
using StackExchange.Redis;

namespace SiameseSweep.Grains.Hosting;

/// <summary>The Redis through which the silos of several machines find each other: <c>redis://[USER:PASSWORD@]HOST[:PORT]</c>.</summary>
public static class RedisAddress
{
    private const int DefaultPort = 6379;
    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(5);

    /// <summary>Checks the text and returns it.</summary>
    /// <exception cref="UserErrorException">It is no such address.</exception>
    public static string Check(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "redis" or "rediss" && uri.Host.Length > 0
            ? text
            : throw new UserErrorException(
                $"--cluster '{Hidden(text)}' is not an address; one reads redis://HOST:PORT, with a password redis://:PASSWORD@HOST:PORT "
                    + $"(percent-encoded)."
            );

    /// <summary>The address as it may be shown and logged: without user and password.</summary>
    public static string Shown(string address) => new UriBuilder(address) { UserName = "", Password = "" }.Uri.ToString().TrimEnd('/');

    /// <summary>
    /// Makes sure that a Redis listens there and lets us in, and returns this machine's address that leads to it: loopback for a
    /// local one.
    /// </summary>
    /// <exception cref="UserErrorException">None does.</exception>
    public static IPAddress LocalEnd(string address)
    {
        Uri uri = new(address);
        try
        {
            using TcpClient probe = new();
            using CancellationTokenSource patience = new(LongestConnect);
            probe.ConnectAsync(uri.Host, PortOf(uri), patience.Token).AsTask().GetAwaiter().GetResult();
            RequireLogin(address);
            IPAddress end = ((IPEndPoint)probe.Client.LocalEndPoint!).Address;
            return end.IsIPv4MappedToIPv6 ? end.MapToIPv4() : end;
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            throw new UserErrorException(
                $"No Redis answers at {uri.Host}:{PortOf(uri)} ({(error is SocketException ? error.Message : "no answer in 5 s")}). "
                    + $"Start it ('redis-server --appendonly yes'), or correct --cluster.",
                UserErrorCause.NoHead, error);
        }
    }

    /// <summary>For the Redis client; a Redis that goes away later is waited for.</summary>
    public static ConfigurationOptions Configuration(string address)
    {
        Uri uri = new(address);
        ConfigurationOptions options = new() { AbortOnConnectFail = false, Ssl = uri.Scheme == "rediss" };
        options.EndPoints.Add(uri.Host, PortOf(uri));
        if (uri.UserInfo.Length > 0)
        {
            string[] parts = uri.UserInfo.Split(':', 2);
            options.User = parts[0].Length > 0 ? Uri.UnescapeDataString(parts[0]) : null;
            options.Password = parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : null;
        }

        return options;
    }

    // Other troubles, as of a Redis that still reads its file, pass; a password that is wrong stays wrong, and Orleans' own words
    // for it are a screenful.
    private static void RequireLogin(string address)
    {
        ConfigurationOptions options = Configuration(address);
        options.AbortOnConnectFail = true;
        options.ConnectRetry = 1;
        try
        {
            using ConnectionMultiplexer login = ConnectionMultiplexer.Connect(options);
        }
        catch (RedisConnectionException error) when (IsRefusal(error))
        {
            throw new UserErrorException(
                $"The Redis at {Shown(address)} wants {(options.Password is null ? "a" : "another")} password. "
                    + $"Give it as redis://:PASSWORD@HOST:PORT, with a user as redis://USER:PASSWORD@HOST:PORT (both percent-encoded).",
                inner: error);
        }
        catch (RedisConnectionException)
        {
            // Waited for, as later on.
        }
    }

    private static bool IsRefusal(RedisConnectionException error) =>
        error.FailureType == ConnectionFailureType.AuthenticationFailure
        || new[] { "NOAUTH", "WRONGPASS", "AuthenticationFailure", "authentication failure" }.Any(word =>
            error.ToString().Contains(word, StringComparison.Ordinal));

    // What cannot be read as an address may hold a password all the same.
    private static string Hidden(string text) => text.LastIndexOf('@') is var at and >= 0 ? $"…{text[at..]}" : text;

    private static int PortOf(Uri uri) => uri.Port > 0 ? uri.Port : DefaultPort;
}
