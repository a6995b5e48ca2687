using SiameseSweep.Core.Runs;

namespace SiameseSweep.Grains.Runs;

/// <summary>One run (key: its id), on the silo whose slot it leased.</summary>
public interface IExperimentGrain : IGrainWithStringKey
{
    /// <summary>
    /// Puts an attempt on the leased device and returns at once. False: this activation sits on another silo than the leased one
    /// and is leaving; call again with the hint. An attempt that was started before is not started twice.
    /// </summary>
    Task<bool> Start(RunAssignment assignment, string silo);
}
