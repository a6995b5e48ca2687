using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Grains.Runs;

/// <inheritdoc/>
[Reentrant]
public sealed class WorkerService(GrainId id, Silo silo, ILoggerFactory loggers, DeviceExecutor executor)
    : GrainService(id, silo, loggers),
        IWorkerService
{
    /// <inheritdoc/>
    public Task<bool> End(string token, StopRequest request, string? reason) => Task.FromResult(executor.End(token, request, reason));
}
