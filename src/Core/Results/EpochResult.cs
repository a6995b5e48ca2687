namespace SiameseSweep.Core.Results;

/// <summary>An evaluated epoch of a run.</summary>
/// <param name="Epoch">Number from 1.</param>
/// <param name="Value">The sweep's metric; NaN where it is undefined.</param>
/// <param name="ValidationAuc">The metric <c>validation.auc</c>, which decides among epochs of equal value; NaN where it is not
/// known.</param>
public readonly record struct EpochResult(int Epoch, double Value, double ValidationAuc);
