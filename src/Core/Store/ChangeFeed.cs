using System.Collections.Immutable;

namespace SiameseSweep.Core.Store;

/// <summary>Commit subscribers. Callbacks run on the writer thread; subscribing and unsubscribing are thread-safe.</summary>
internal sealed class ChangeFeed(Action<Exception> subscriberFailed) : IChangeFeed
{
    private ImmutableList<Subscription> _subscriptions = [];

    public IDisposable Subscribe(Action<IReadOnlyList<RecordChange>> callback)
    {
        Subscription subscription = new(this, callback);
        ImmutableInterlocked.Update(ref _subscriptions, list => list.Add(subscription));
        return subscription;
    }

    public void Publish(IReadOnlyList<RecordChange> changes)
    {
        foreach (Subscription subscription in _subscriptions)
        {
            try
            {
                subscription.Callback(changes);
            }
            catch (Exception error)
            {
                // A page that fails must not stop the record; it hears nothing more, and the host is told.
                subscription.Dispose();
                subscriberFailed(error);
            }
        }
    }

    private sealed class Subscription(ChangeFeed feed, Action<IReadOnlyList<RecordChange>> callback) : IDisposable
    {
        public Action<IReadOnlyList<RecordChange>> Callback => callback;

        public void Dispose() => ImmutableInterlocked.Update(ref feed._subscriptions, list => list.Remove(this));
    }
}
