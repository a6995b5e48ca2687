using System.CommandLine;

namespace SiameseSweep.Silo.Cli;

/// <summary>Arguments shared by commands. Each call creates a new one, because an argument belongs to one command.</summary>
internal static class CliArguments
{
    public static Argument<string> File() => new("FILE") { Description = "A sweep file (YAML)." };

    public static Argument<string> Sweep() => Id("SWEEP", "A sweep's id or a unique prefix of it.");

    public static Argument<string> Run() => Id("RUN", "A run's id or a unique prefix of it.");

    public static Argument<string> SweepOrRun() => Id("RUN|SWEEP", "A run's or a sweep's id, or a unique prefix of it.");

    // An empty one, as a script's unset variable leaves it, would make another address of the API's.
    private static Argument<string> Id(string name, string description)
    {
        Argument<string> id = new(name) { Description = description };
        id.Validators.Add(result =>
        {
            if (string.IsNullOrWhiteSpace(result.Tokens[0].Value))
            {
                result.AddError($"{name} is empty; give an id or the beginning of one.");
            }
        });
        return id;
    }
}
