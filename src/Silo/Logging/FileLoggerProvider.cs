using System.Globalization;
using System.Text;

namespace SiameseSweep.Silo.Logging;

/// <summary>Everything the process logs, in one file a process under DATADIR/logs. The oldest files go.</summary>
internal sealed class FileLoggerProvider : ILoggerProvider
{
    private const int MostFiles = 20;
    private const long MostBytes = 64 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly StreamWriter _file;
    private long _written;

    public FileLoggerProvider(string directory, string role, TimeProvider time)
    {
        _time = time;
        Directory.CreateDirectory(directory);
        foreach (FileInfo old in new DirectoryInfo(directory).GetFiles("*.log").OrderByDescending(f => f.LastWriteTimeUtc).Skip(MostFiles - 1))
        {
            old.Delete();
        }

        string name = string.Create(CultureInfo.InvariantCulture, $"{role}-{time.GetUtcNow():yyyyMMdd-HHmmss}-{Environment.ProcessId}.log");
        FilePath = Path.Combine(directory, name);
        FileStream file = new(FilePath, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        _file = new StreamWriter(file, new UTF8Encoding(false)) { AutoFlush = true };
    }

    public string FilePath { get; }

    public ILogger CreateLogger(string categoryName) => new CategoryLogger(this, categoryName);

    public void Dispose()
    {
        lock (_gate)
        {
            _written = long.MaxValue;
            _file.Dispose();
        }
    }

    private void Write(LogLevel level, string category, string message, Exception? error)
    {
        lock (_gate)
        {
            if (_written > MostBytes)
            {
                return;
            }

            string line = string.Create(CultureInfo.InvariantCulture, $"{_time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {Short(level)} {category}: {message}");
            _written += line.Length;
            try
            {
                _file.WriteLine(line);
                if (error is not null)
                {
                    _file.WriteLine(error);
                }
            }
            catch (IOException)
            {
                // A full disk must not take the head down for its log; the record and the trainer say it themselves.
                _written = long.MaxValue;
            }
        }
    }

    private static string Short(LogLevel level) => level switch
    {
        LogLevel.Critical => "CRIT",
        LogLevel.Error => "ERR ",
        LogLevel.Warning => "WARN",
        LogLevel.Information => "info",
        _ => "dbg ",
    };

    private sealed class CategoryLogger(FileLoggerProvider provider, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            provider.Write(logLevel, category, formatter(state, exception), exception);
    }
}
