using Microsoft.Data.Sqlite;
using SiameseSweep.Core;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Grains.Hosting;

/// <summary>
/// Lets exceptions leave a grain only as messages that other silos can read: SQLite's own cannot be serialized, and an exception
/// that holds one
/// would reach its caller as a failure to send it.
/// </summary>
public sealed class PortableExceptions : IIncomingGrainCallFilter
{
    /// <inheritdoc/>
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        try
        {
            await context.Invoke();
        }
        catch (Exception error) when (HoldsSqlite(error))
        {
            throw Of(error);
        }
    }

    /// <summary>The same exception without what cannot be sent.</summary>
    public static Exception Of(Exception error) => !HoldsSqlite(error) ? error : error switch
    {
        RecordUnavailableException => new RecordUnavailableException(error.Message),
        UserErrorException user => new UserErrorException(user.Message, user.Cause),
        _ => new InvalidOperationException(string.Join(" ", WithInner(error).Select(e => $"{e.GetType().Name}: {e.Message}"))),
    };

    private static IEnumerable<Exception> WithInner(Exception error) => error switch
    {
        AggregateException many => many.InnerExceptions.SelectMany(WithInner).Prepend(error),
        { InnerException: { } inner } => WithInner(inner).Prepend(error),
        _ => [error],
    };

    private static bool HoldsSqlite(Exception? error) => error switch
    {
        null => false,
        SqliteException => true,
        AggregateException many => many.InnerExceptions.Any(HoldsSqlite),
        _ => HoldsSqlite(error.InnerException),
    };
}
