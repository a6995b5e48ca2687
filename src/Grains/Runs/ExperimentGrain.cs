using SiameseSweep.Core.Sweeps;
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
            // The placement hint came too early for this silo's view of the cluster. Merely leaving would not do: callers that
            // remember this silo would find a new activation here.
            this.MigrateOnIdle();
            return Task.FromResult(false);
        }

        executor.Start(assignment);
        return Task.FromResult(true);
    }
}
