using System.CommandLine;
using SiameseSweep.Core;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Silo.Cli;

/// <summary>Directories of a command, from its options and the environment.</summary>
internal sealed record Settings(HomeDirectory Home, string DataDirectory)
{
    public const string DefaultHome = ".siamese-sweep";

    public static Settings From(ParseResult parsed)
    {
        HomeDirectory home = new(parsed.GetValue(CliOptions.Home) ?? Variable("SIAMESE_SWEEP_HOME") ?? DefaultHome);
        string data = parsed.GetValue(CliOptions.Data) ?? Variable("SIAMESE_SWEEP_DATA") ?? home.DefaultData;
        return new Settings(home, Path.GetFullPath(data));
    }

    /// <summary>Makes DATADIR if it is missing and makes sure that it can be written.</summary>
    /// <exception cref="UserErrorException">It cannot be made or written.</exception>
    public void CreateHome()
    {
        try
        {
            Home.Make();
            string probe = Path.Combine(Home.Path, $".write-test-{Environment.ProcessId}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(
                $"The home directory {Home.Path} cannot be written: {error.Message} Choose another with --home.",
                inner: error);
        }
    }

    /// <summary>Makes DATADIR before a directory in it is made, which may lie elsewhere as well.</summary>
    public void MakeHomeAround(string directory)
    {
        if (directory.StartsWith(Home.Path + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            Home.Make();
        }
    }

    public static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
