using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SiameseSweep.Training.Models.Kernels;

/// <summary>The sum of a vector's elements in one order, whatever the compiler makes of it: part of a run's bits.</summary>
internal static class VectorSums
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Of(Vector256<float> v)
    {
        Vector128<float> halves = v.GetLower() + v.GetUpper();
        return ((double)halves.GetElement(0) + halves.GetElement(1)) + ((double)halves.GetElement(2) + halves.GetElement(3));
    }
}
