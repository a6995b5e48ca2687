using System.Runtime.ExceptionServices;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Models;

/// <summary>
/// Two threads for the two halves of a piece of a step: the training thread and a helper, each with half of the run's tensor
/// threads. Torch's own threading leaves a third of the time of the network's small convolutions and thin products unused; two
/// halves that are
/// computed side by side do not. What is in which half depends on the number of threads alone, and so do the bits. Made and used on
/// one thread. With one thread, or on a GPU, there is no helper, and the halves follow each other.
/// </summary>
internal sealed class HalfStepRunner : IDisposable
{
    private readonly int _threads;
    private readonly Thread? _helper;
    private readonly SemaphoreSlim _asked = new(0), _answered = new(0);
    private Action? _work; // null ends the helper
    private ExceptionDispatchInfo? _failure;

    /// <summary>Starts the helper if there is use for one.</summary>
    /// <param name="device">Where the tensors lie.</param>
    public HalfStepRunner(Device device)
    {
        _threads = get_num_threads();
        if (_threads > 1 && device.type == TorchSharp.DeviceType.CPU)
        {
            _helper = new Thread(Help) { IsBackground = true, Name = "training helper" }; // inherits the training thread's niceness
            _helper.Start();
        }
    }

    /// <summary>Whether the halves run side by side.</summary>
    public bool IsParallel => _helper is not null;

    /// <summary>Does both halves and returns when both are done. Dispose scopes and gradient mode are each half's own.</summary>
    public void Run(Action first, Action second)
    {
        if (_helper is null)
        {
            first();
            second();
            return;
        }

        _work = second;
        _asked.Release();
        try
        {
            set_num_threads(_threads - (_threads / 2));
            first();
        }
        finally
        {
            _answered.Wait();
            set_num_threads(_threads);
        }

        ExceptionDispatchInfo? failure = _failure;
        _failure = null;
        failure?.Throw();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_helper is not null && _helper.IsAlive)
        {
            _work = null;
            _asked.Release();
            _helper.Join();
        }

        _asked.Dispose();
        _answered.Dispose();
    }

    private void Help()
    {
        _ = get_num_threads(); // torch sets a thread's number when the thread first asks: the own one comes after that
        set_num_threads(_threads / 2);
        while (true)
        {
            _asked.Wait();
            if (_work is not { } work)
            {
                return;
            }

            try
            {
                work();
            }
            catch (Exception error)
            {
                _failure = ExceptionDispatchInfo.Capture(error); // the training thread throws it
            }

            _answered.Release();
        }
    }
}
