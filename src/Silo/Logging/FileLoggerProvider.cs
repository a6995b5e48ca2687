using System.Globalization;
using System.Text;
using SiameseSweep.Grains.Membership;

namespace SiameseSweep.Silo.Logging;

/// <summary>
/// Writes everything that the process logs to a file of its own under DATADIR/logs, which is cut at a size; of its older parts the
/// newest stay.
/// Of other processes' files the newest stay, and all of processes that live.
/// </summary>
internal sealed class FileLoggerProvider : ILoggerProvider
{
    /// <summary>Bytes after which another part begins.</summary>
    public const long MostBytesAPart = 16 * 1024 * 1024;

    /// <summary>Parts of this process that stay, beside the one that is written.</summary>
    public const int MostOldParts = 3;

    /// <summary>Files of processes that have ended that stay.</summary>
    public const int MostOfDead = 20;

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly long _mostBytes;
    private readonly string _directory;
    private readonly string _name;
    private FileStream? _file;
    private int _part;
    private long _lost;
    private bool _ended;

    /// <param name="directory">Where logs lie; made if it is missing.</param>
    /// <param name="role">What the process is, for the file's name.</param>
    /// <param name="time">The clock of its lines.</param>
    /// <param name="mostBytes">Bytes after which another part begins.</param>
    public FileLoggerProvider(string directory, string role, TimeProvider time, long mostBytes = MostBytesAPart)
    {
        _time = time;
        _mostBytes = mostBytes;
        _directory = directory;
        _name = string.Create(CultureInfo.InvariantCulture, $"{role}-{time.GetUtcNow():yyyyMMdd-HHmmss}-{Environment.ProcessId}");
        Directory.CreateDirectory(directory);
        foreach (FileInfo old in new DirectoryInfo(directory)
                .GetFiles("*.log")
                .Where(f => !IsOfLiving(f.Name))
                .OrderByDescending(f => f.LastWriteTimeUtc)
                .Skip(MostOfDead))
        {
            old.Delete();
        }

        _file = Open();
    }

    /// <summary>The file that is written now.</summary>
    public string FilePath => Path.Combine(_directory, _name + ".log");

    public ILogger CreateLogger(string categoryName) => new CategoryLogger(this, categoryName);

    public void Dispose()
    {
        lock (_gate)
        {
            _ended = true;
            _file?.Dispose();
        }
    }

    private void Write(LogLevel level, string category, string message, Exception? error)
    {
        lock (_gate)
        {
            if (_ended)
            {
                return;
            }

            string line = string.Create(
                CultureInfo.InvariantCulture,
                $"{_time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {Short(level)} {category}: {message}\n");
            string missing =
                _lost == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"({_lost} entries before this one could not be written.)\n");
            try
            {
                _file ??= Open();
                _file.Write(Encoding.UTF8.GetBytes(missing + line + (error is null ? "" : error + "\n")));
                _lost = 0;
                if (_file.Length >= _mostBytes)
                {
                    BeginPart();
                }
            }
            catch (Exception full) when (full is IOException or UnauthorizedAccessException)
            {
                // A full disk must not take the head down for its log; the record and the trainer say it themselves. The next
                // entry tries again.
                _lost++;
            }
        }
    }

    private void BeginPart()
    {
        _file!.Dispose();
        _file = null;
        File.Move(FilePath, PathOf(++_part), overwrite: true);
        File.Delete(PathOf(_part - MostOldParts));
        _file = Open();
    }

    private string PathOf(int part) => Path.Combine(_directory, string.Create(CultureInfo.InvariantCulture, $"{_name}.{part}.log"));

    // Without a buffer: what could not be written is not kept for later.
    private FileStream Open() => new(FilePath, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    private static bool IsOfLiving(string name) =>
        int.TryParse(name.Split('-')[^1].Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int process)
        && ProcessStartTime.Of(process) is not null;

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

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => provider.Write(logLevel, category, formatter(state, exception), exception);
    }
}
