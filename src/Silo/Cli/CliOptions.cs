using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using SiameseSweep.Core.Runs;
using SiameseSweep.Silo.Hosting.Access;

namespace SiameseSweep.Silo.Cli;

/// <summary>The options of CONTRACT §1, each checked where it is read, each refusal one sentence with the value.</summary>
internal static class CliOptions
{
    public static readonly Option<string> Home = Text(
        "--home",
        "DIR",
        "Where everything is kept (default ./.siamese-sweep, or SIAMESE_SWEEP_HOME).",
        recursive: true);

    public static readonly Option<string> Data = Text(
        "--data",
        "DIR",
        "Where data sets lie (default HOME/data, or SIAMESE_SWEEP_DATA).",
        recursive: true);

    public static readonly Option<bool> Verbose = new("--verbose", "-v") { Description = "Show stack traces of errors.", Recursive = true };

    public static readonly Option<int> Port = Number("--port", "Port of the dashboard and the API; 0 takes a free one.", 8080, 0, 65535);

    public static readonly Option<string> Listen = Text(
        "--listen",
        "ADDRESS",
        "Address the dashboard and the API listen on (default 127.0.0.1; "
            + "any other needs the token), and with --cluster the silo too (default: this machine's address towards Redis)."
    );

    public static readonly Option<PublicName[]> PublicName = new("--public-name")
    {
        Description =
            "A name under which browsers reach the dashboard through a proxy, such as https://sweeps.example.org; "
            + "then everybody needs the token. May be given several times.",
        HelpName = "NAME",
        CustomParser = result =>
        {
            List<PublicName> names = [];
            foreach (string text in result.Tokens.Select(t => t.Value))
            {
                if (Hosting.Access.PublicName.TryParse(text, out PublicName? name))
                {
                    names.Add(name);
                }
                else
                {
                    result.AddError(
                        $"--public-name '{text}' is not a host's name; one reads https://sweeps.example.org or sweeps.example.org, without "
                            + $"a path."
                    );
                }
            }

            return [.. names];
        },
    };

    public static readonly Option<string[]> AllowFolders = new("--allow-folders")
    {
        Description = "A directory below which data folders of submitted sweeps may lie, besides --data. May be given several times.",
        HelpName = "DIR",
    };

    public static readonly Option<string> Devices = new("--devices")
    {
        Description = "Devices to train on: cpu, cuda:0,cuda:1 or auto (all GPUs, else the CPU).",
        HelpName = "cpu|cuda:N,…|auto",
        DefaultValueFactory = _ => "auto",
        CustomParser = DeviceList,
    };

    public static readonly Option<int> Slots = Number("--slots", "Runs at once per device.", 1, 1, 64);

    public static readonly Option<int> Threads = Number(
        "--threads",
        "Threads per run; 0 shares all cores among the slots. Part of the numbers: recorded with the run.",
        0,
        0,
        1024);

    public static readonly Option<bool> Json = new("--json")
    {
        Description = "One JSON document instead of a table; names are those of the record's columns.",
    };

    public static readonly Option<string> Server = Text(
        "--server",
        "URL",
        "Address of a head, instead of the one that HOME/head.json names.");

    public static readonly Option<string> Token = Text(
        "--token",
        "TOKEN",
        "The head's token (or SIAMESE_SWEEP_TOKEN); a local one is read from HOME.");

    public static readonly Option<string> Cluster = Text(
        "--cluster",
        "redis://HOST:PORT",
        "Where the silos of several machines find each other; without it, in HOME.");

    private static Option<string> Text(string name, string helpName, string description, bool recursive = false) =>
        new(name) { Description = description, HelpName = helpName, Recursive = recursive, CustomParser = NotEmpty };

    private static string NotEmpty(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (string.IsNullOrWhiteSpace(text))
        {
            result.AddError($"{OptionName(result)} is empty; give it a value or leave it out.");
        }

        return text;
    }

    public static Option<int> Number(string name, string description, int fallback, int least, int most) =>
        new(name)
        {
            Description = description,
            HelpName = "N",
            DefaultValueFactory = _ => fallback,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
                    && value >= least
                    && value <= most)
                {
                    return value;
                }

                result.AddError($"{name} '{text}' is not a whole number from {least} to {most}.");
                return fallback;
            },
        };

    private static string DeviceList(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        bool valid = text is "cpu" or "auto"
            || text.Split(',').All(d => DeviceId.TryParse(d, out DeviceId device) && device.Kind == DeviceKind.Cuda);
        if (!valid)
        {
            result.AddError($"--devices '{text}' is not cpu, auto, or a list such as cuda:0,cuda:1.");
        }
        else if (text.Split(',').Distinct().Count() != text.Split(',').Length)
        {
            result.AddError($"--devices '{text}' names a device twice; --slots sets how many runs a device trains at once.");
        }

        return text;
    }

    private static string OptionName(ArgumentResult result) => (result.Parent as OptionResult)?.Option.Name ?? "The option";
}
