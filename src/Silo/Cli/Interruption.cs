using System.Runtime.InteropServices;

namespace SiameseSweep.Silo.Cli;

/// <summary>
/// Ctrl-C, SIGTERM and a closed terminal: the first asks (everything is saved), the second does what signals do and ends the
/// process at once.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _asked = new();
    private readonly PosixSignalRegistration[] _registrations;

    public Interruption(string? firstMessage = null)
    {
        void Handle(PosixSignalContext context)
        {
            if (_asked.IsCancellationRequested)
            {
                return;
            }

            context.Cancel = true;
            Signal = context.Signal;
            if (firstMessage is not null)
            {
                Terminal.Note(firstMessage);
            }

            _asked.Cancel();
        }

        _registrations =
        [
            .. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(s => PosixSignalRegistration.Create(s, Handle)),
        ];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Asked => _asked.Token;

    /// <summary>Which signal it was.</summary>
    public PosixSignal? Signal { get; private set; }

    /// <summary>Until the first signal.</summary>
    public async Task Wait()
    {
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = Asked.Register(asked.SetResult);
        await asked.Task;
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _asked.Dispose();
    }
}
