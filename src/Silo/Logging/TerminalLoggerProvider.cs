using SiameseSweep.Silo.Cli;

namespace SiameseSweep.Silo.Logging;

/// <summary>Our own warnings to stderr, one line each; the log file has the rest.</summary>
internal sealed class TerminalLoggerProvider(bool verbose) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) =>
        new TerminalLogger(
            categoryName.StartsWith("SiameseSweep", StringComparison.Ordinal) ? LogLevel.Warning : LogLevel.Critical,
            verbose);

    public void Dispose()
    {
    }

    private sealed class TerminalLogger(LogLevel least, bool verbose) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= least && logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                string cause = exception is null ? "" : verbose ? Environment.NewLine + exception : $" ({exception.Message})";
                Terminal.Note($"{(logLevel == LogLevel.Warning ? "warning" : "error")}: {formatter(state, exception)}{cause}");
            }
        }
    }
}
