using Orleans.Concurrency;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Scheduling;
using SiameseSweep.Grains.Recording;

namespace SiameseSweep.Grains.Sweeps;

/// <summary>
/// One sweep (key: its id), on the head: carries out what <see cref="SweepScheduler"/> decides. Commands answer
/// after their effect is on record: null, or the sentence that refuses them.
/// </summary>
public interface ISweepGrain : IGrainWithStringKey
{
    /// <summary>Goes on from what is on record.</summary>
    Task<string?> Wake();

    /// <summary>Holds it.</summary>
    Task<string?> Pause();

    /// <summary>Goes on.</summary>
    Task<string?> Resume();

    /// <summary>Ends it.</summary>
    Task<string?> Stop();

    /// <summary>Queues failed runs again.</summary>
    Task<string?> Retry();

    /// <summary>More trials or epochs.</summary>
    Task<string?> Extend(int? runCap, int? epochs, bool restart);

    /// <summary>Removes it.</summary>
    Task<string?> Delete();

    /// <summary>Removes a final run.</summary>
    Task<string?> DeleteRun(RunId run);

    /// <summary>Reports are on record.</summary>
    [OneWay]
    Task Committed(RunCommit commit);

    /// <summary>There may be slots.</summary>
    [OneWay]
    Task SlotsFree();

    /// <summary>A lease ran out.</summary>
    [OneWay]
    Task LeaseLost(Lease lost);
}
