namespace SiameseSweep.Core.Samplers.Tpe;

/// <summary>Points for the kernels of a <see cref="ParzenModel"/>, oldest trial first.</summary>
/// <param name="Points">One a kernel.</param>
/// <param name="Orders">By axis: the kernels that have it, by rising place on it.</param>
internal sealed record SortedPoints(UnitPoint[] Points, int[][] Orders);
