using System.Globalization;
using SiameseSweep.Core.Sweeps;

namespace SiameseSweep.Grains.Runs;

/// <summary>
/// One attempt at a run (key: <see cref="KeyOf"/>), on the silo whose slot it leased. By attempt, since the directory may have the
/// one before on a silo that answers nobody.
/// </summary>
public interface IExperimentGrain : IGrainWithStringKey
{
    /// <summary>Key of an attempt's grain: <c>RUN/ATTEMPT</c>.</summary>
    static string KeyOf(RunAssignment assignment) => string.Create(CultureInfo.InvariantCulture, $"{assignment.Run}/{assignment.Attempt}");

    /// <summary>
    /// Puts the attempt on the leased device and returns at once. False: this activation sits on another silo than the leased one
    /// and moves to the one of the placement hint; call again. An attempt that was started before is not started twice.
    /// </summary>
    Task<bool> Start(RunAssignment assignment, string silo);
}
