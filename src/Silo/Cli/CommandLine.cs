using System.CommandLine;
using System.CommandLine.Parsing;
using SiameseSweep.Core;
using SiameseSweep.Silo.Commands;

namespace SiameseSweep.Silo.Cli;

/// <summary>The whole command line: what there is to say, and how errors and exit codes leave the program.</summary>
internal static class CommandLine
{
    public static async Task<int> Run(string[] arguments)
    {
        RootCommand root = Root();
        ParseResult parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0 && arguments.Length > 0)
        {
            return Refuse(parsed);
        }

        if (arguments.Length == 0)
        {
            parsed = root.Parse("--help");
        }

        // Signals are handled where something must be saved (Interruption); everything else may just die of them.
        InvocationConfiguration invocation = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        bool verbose = parsed.GetValue(CliOptions.Verbose);
        try
        {
            return await parsed.InvokeAsync(invocation);
        }
        catch (UserErrorException error)
        {
            return Report(error, error.Message, (int)ExitCodes.Of(error), verbose);
        }
        catch (OperationCanceledException error)
        {
            return Report(error, "Interrupted.", (int)ExitCode.Interrupted, verbose);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Report(error, error.Message, (int)ExitCode.Refused, verbose);
        }
        catch (Exception error)
        {
            return Report(
                error,
                $"This should not have happened: {error.GetType().Name}: {error.Message} (-v shows where)",
                (int)ExitCode.Failed,
                verbose);
        }
    }

    private static RootCommand Root() => new("Trains sweeps of Siamese networks on faces, and shows honestly which configuration is best.")
    {
        CliOptions.Home,
        CliOptions.Data,
        CliOptions.Verbose,
        new RunCommand(),
        new CheckCommand(),
        new ServeCommand(),
        new WorkerCommand(),
        new SubmitCommand(),
        new WatchCommand(),
        new SweepsCommand(),
        new RunsCommand(),
        new ShowCommand(),
        new BestCommand(),
        new LogsCommand(),
        new DownloadCommand(),
        new SweepActionCommand("pause", "Holds a sweep; its runs save their state and give their slots back.", "paused"),
        new SweepActionCommand("resume", "Resumes a paused sweep.", "resumed"),
        new SweepActionCommand("stop", "Ends a sweep; what was recorded stays.", "stopped"),
        new SweepActionCommand("retry", "Queues a sweep's failed runs again.", "failed runs queued again"),
        new ExtendCommand(),
        new DeleteCommand(),
        new ExportCommand(),
        new ClusterCommand(),
        new CompareCommand(),
        new DataCommand(),
    };

    private static int Refuse(ParseResult parsed)
    {
        string[] messages = [.. parsed.Errors.Select(e => e.Message).Distinct()];
        if (parsed.UnmatchedTokens.Count > 0 && parsed.CommandResult.Command is RootCommand root)
        {
            string given = parsed.UnmatchedTokens[0];
            string? nearest = NearestName.Of(given, root.Subcommands.Select(c => c.Name));
            messages = [$"There is no command '{given}'{(nearest is null ? "" : $"; did you mean '{nearest}'?")}"];
        }

        foreach (string message in messages)
        {
            Terminal.Error($"{message.TrimEnd('.', '?')}. See: siamese-sweep {Path(parsed)}--help");
        }

        return (int)ExitCode.Refused;
    }

    private static int Report(Exception error, string message, int exitCode, bool verbose)
    {
        Terminal.Error(message);
        if (verbose)
        {
            Terminal.Note(error.ToString());
        }

        return exitCode;
    }

    // The command as it was given, up to where its arguments begin.
    private static string Path(ParseResult parsed)
    {
        string path = "";
        for (SymbolResult? at = parsed.CommandResult; at is CommandResult { Command: not RootCommand } command; at = command.Parent)
        {
            path = $"{command.Command.Name} {path}";
        }

        return path;
    }
}
