using SiameseSweep.Core.Runs;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Runs;

/// <summary>
/// Keeps the losses of steps on the device and fetches them together: fetching one makes the device wait for all its work, which
/// is what a loss a step would cost. Reported at least once a second.
/// </summary>
internal sealed class LossRecorder : IDisposable
{
    private const int Capacity = 256;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly IRunReporter _reporter;
    private readonly TimeProvider _time;
    private readonly Tensor _buffer;
    private readonly List<float> _epoch = [];
    private int _waiting;
    private int _step;
    private long _lastDrain;

    /// <summary>Starts after a step.</summary>
    /// <param name="device">Where losses are kept.</param>
    /// <param name="reporter">Where they go.</param>
    /// <param name="time">The clock.</param>
    /// <param name="step">Steps done before.</param>
    /// <param name="epochLosses">Losses of the running epoch before that step.</param>
    public LossRecorder(Device device, IRunReporter reporter, TimeProvider time, int step, IEnumerable<float> epochLosses)
    {
        _reporter = reporter;
        _time = time;
        _step = step;
        _epoch.AddRange(epochLosses);
        _buffer = zeros(Capacity, float32, device).DetachFromDisposeScope();
        _lastDrain = time.GetTimestamp();
    }

    /// <summary>Fetched losses of the running epoch.</summary>
    public IReadOnlyList<float> Epoch => _epoch;

    /// <summary>The first step whose loss was not finite and that loss, once it is known; null while all were.</summary>
    public (int Step, float Loss)? FirstNonFinite { get; private set; }

    /// <summary>Takes a step's loss, a scalar tensor.</summary>
    public void Add(Tensor loss)
    {
        using (no_grad())
        using (Tensor place = _buffer.narrow(0, _waiting, 1))
        using (Tensor value = loss.detach().reshape(1))
        {
            place.copy_(value);
        }

        _waiting++;
        if (_waiting == Capacity || _time.GetElapsedTime(_lastDrain) >= Interval)
        {
            Drain();
        }
    }

    /// <summary>Fetches and reports what waits.</summary>
    public void Drain()
    {
        _lastDrain = _time.GetTimestamp();
        if (_waiting == 0)
        {
            return;
        }

        using var scope = NewDisposeScope();
        float[] losses = _buffer.narrow(0, 0, _waiting).cpu().data<float>().ToArray();
        int bad = Array.FindIndex(losses, l => !float.IsFinite(l));
        if (bad >= 0)
        {
            // What follows a non-finite step is non-finite too and says nothing: the history ends with it.
            FirstNonFinite ??= (_step + bad + 1, losses[bad]);
            losses = losses[..(bad + 1)];
        }

        _reporter.Report(new LossReport(_step + 1, losses));
        _epoch.AddRange(losses);
        _step += losses.Length;
        _waiting = 0;
    }

    /// <summary>The mean loss of the epoch that ended; the next one begins.</summary>
    public double EndEpoch()
    {
        Drain();
        double mean = _epoch.Count == 0 ? double.NaN : _epoch.Average(l => (double)l);
        _epoch.Clear();
        return mean;
    }

    /// <inheritdoc/>
    public void Dispose() => _buffer.Dispose();
}
