using SiameseSweep.Core.Runs;
using SiameseSweep.Grains.Placement;

namespace SiameseSweep.Grains.Runs;

/// <inheritdoc/>
[OnSilosWithRole(SiloRole.Worker)]
[CollectionAgeLimit(Minutes = 2)]
public sealed class ExperimentGrain(DeviceExecutor executor, ILocalSiloDetails local) : Grain, IExperimentGrain
{
    /// <inheritdoc/>
    public Task<bool> Start(RunAssignment assignment, string silo)
    {
        if (local.Name != silo)
        {
            // An earlier attempt ran here. The placement hint counts only when an activation is made, so make room for that.
            DeactivateOnIdle();
            return Task.FromResult(false);
        }

        executor.Start(assignment);
        return Task.FromResult(true);
    }
}
