namespace SiameseSweep.Dashboard.Live;

/// <summary>A sentence about what was just done, or not done.</summary>
public sealed record Message(string Text, bool Failed);

/// <summary>Results of one browser's commands. Success messages disappear by themselves; failures stay until dismissed.</summary>
public sealed class Messages(TimeProvider time)
{
    /// <summary>Display time of success messages.</summary>
    public static readonly TimeSpan Stay = TimeSpan.FromSeconds(8);

    // More at once are not read; the oldest goes.
    private const int Most = 5;
    private readonly Lock _gate = new();
    private readonly List<Message> _shown = [];

    /// <summary>Called after what is shown has changed, on any thread.</summary>
    public event Action? Changed;

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<Message> Shown
    {
        get
        {
            lock (_gate)
            {
                return [.. _shown];
            }
        }
    }

    /// <summary>Something was done.</summary>
    public void Say(string text)
    {
        Message message = new(text, Failed: false);
        Add(message);
        _ = Expire(message);
    }

    /// <summary>Something was not done.</summary>
    public void Fail(string text) => Add(new Message(text, Failed: true));

    /// <summary>It was read.</summary>
    public void Remove(Message message)
    {
        lock (_gate)
        {
            _shown.RemoveAll(m => ReferenceEquals(m, message));
        }

        Changed?.Invoke();
    }

    private void Add(Message message)
    {
        lock (_gate)
        {
            _shown.Add(message);
            _shown.RemoveRange(0, Math.Max(0, _shown.Count - Most));
        }

        Changed?.Invoke();
    }

    private async Task Expire(Message message)
    {
        await Task.Delay(Stay, time);
        Remove(message);
    }
}
