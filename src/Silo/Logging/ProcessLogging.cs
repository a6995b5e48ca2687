using SiameseSweep.Silo.Hosting;

namespace SiameseSweep.Silo.Logging;

/// <summary>Logging of a long-running process: everything to a file, warnings of this program to the terminal.</summary>
internal static class ProcessLogging
{
    public static void Configure(ILoggingBuilder logging, HeadOptions options, string role, TimeProvider time)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // It takes its first look for one that came late, and warns of a stall that never was.
        logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        logging.AddProvider(new FileLoggerProvider(options.Settings.Home.Logs, role, time));
        logging.AddProvider(new TerminalLoggerProvider(options.Verbose));
    }
}
