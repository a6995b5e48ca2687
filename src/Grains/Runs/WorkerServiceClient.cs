using Orleans.Runtime.Services;

namespace SiameseSweep.Grains.Runs;

/// <summary>Reaches the worker service of a silo.</summary>
public sealed class WorkerServiceClient(IServiceProvider services) : GrainServiceClient<IWorkerService>(services)
{
    /// <summary>The service of the silo at an address (<see cref="SiloAddress.ToParsableString"/>).</summary>
    public IWorkerService At(string address) => GetGrainService(SiloAddress.FromParsableString(address));
}
