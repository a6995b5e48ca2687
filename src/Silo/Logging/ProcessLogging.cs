using SiameseSweep.Silo.Hosting;

namespace SiameseSweep.Silo.Logging;

/// <summary>Where the log of a process that stays up goes: all of it to a file, our warnings to the terminal.</summary>
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
