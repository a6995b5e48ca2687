using Orleans.Services;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Grains.Runs;

/// <summary>
/// Control of the runs in a worker's process. A grain service: one a silo, found by the silo's address, so the answer is that
/// process's own and not of an empty grain made elsewhere in its place.
/// </summary>
public interface IWorkerService : IGrainService
{
    /// <summary>Asks an attempt for an end; false when it is not here.</summary>
    Task<bool> End(string token, StopRequest request, string? reason);
}
