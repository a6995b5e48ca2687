using System.CommandLine;

namespace SiameseSweep.Silo.Cli;

/// <summary>What commands take besides options. New ones each time: unlike options, they belong to one command.</summary>
internal static class CliArguments
{
    public static Argument<string> File() => new("FILE") { Description = "A sweep file (YAML)." };

    public static Argument<string> Sweep() => new("SWEEP") { Description = "A sweep's id or a unique prefix of it." };

    public static Argument<string> Run() => new("RUN") { Description = "A run's id or a unique prefix of it." };

    public static Argument<string> SweepOrRun() => new("RUN|SWEEP") { Description = "A run's or a sweep's id, or a unique prefix of it." };
}
