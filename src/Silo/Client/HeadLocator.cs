using System.CommandLine;
using SiameseSweep.Core;
using SiameseSweep.Core.Store;
using SiameseSweep.Silo.Cli;
using SiameseSweep.Silo.Homes;

namespace SiameseSweep.Silo.Client;

/// <summary>Which head, or which record, a command talks to.</summary>
internal static class HeadLocator
{
    /// <summary>The head of <c>--server</c>, else the one that DATADIR/head.json names.</summary>
    /// <exception cref="UserErrorException">There is none (exit code 3).</exception>
    public static HeadClient Head(ParseResult parsed)
    {
        string? token = parsed.GetValue(CliOptions.Token) ?? Settings.Variable("SIAMESE_SWEEP_TOKEN");
        if (parsed.GetValue(CliOptions.Server) is { } server)
        {
            return new HeadClient(ServerUri(server), token, isHere: false);
        }

        HomeDirectory home = Settings.From(parsed).Home;
        HeadFile head =
            HeadFile.Find(home)
            ?? throw new UserErrorException(
                $"No head is up in {home.Path}. Start one with 'siamese-sweep serve', or name one with --server URL.",
                UserErrorCause.NoHead);
        return new HeadClient(new Uri(head.Url), token ?? AccessToken.Find(home), isHere: true);
    }

    /// <summary>For what only reads: the head of <c>--server</c>, else the record in DATADIR itself, whether a head is up or not.</summary>
    public static IRecordSource Record(ParseResult parsed)
    {
        if (parsed.GetValue(CliOptions.Server) is not null)
        {
            return Head(parsed);
        }

        HomeDirectory home = Settings.From(parsed).Home;
        return new LocalRecord(home, RecordReader.Open(home));
    }

    private static Uri ServerUri(string text)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https")
        {
            return new Uri(text.TrimEnd('/') + "/");
        }

        throw new UserErrorException($"--server '{text}' is not an address; one reads http://HOST:PORT.");
    }
}
