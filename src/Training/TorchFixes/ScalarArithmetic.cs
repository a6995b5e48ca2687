using TorchSharp;
using static TorchSharp.torch;

namespace SiameseSweep.Training.TorchFixes;

/// <summary>
/// Arithmetic of tensors and numbers whose scalars live until torch has read them. TorchSharp's own <c>x + y</c>, <c>x + 1</c>,
/// <c>x.square()</c> or <c>x.clamp_min(0)</c> pass the address of a temporary <see cref="Scalar"/>, which a garbage collection before the
/// call may free ("Unknown scalar type", or another value). Results belong to the caller's dispose scope and have the bits of the plain
/// form that is named. Upstream: temporary scalars are disposed deterministically by the open pull requests
/// https://github.com/dotnet/TorchSharp/pull/1434 and https://github.com/dotnet/TorchSharp/pull/1496; the early release itself is not
/// reported.
/// </summary>
internal static class ScalarArithmetic
{
    private static readonly Scalar One = 1, Two = 2;

    /// <summary><c>x + y</c></summary>
    public static Tensor Plus(this Tensor x, Tensor y) => x.add(y, One);

    /// <summary><c>x + number</c></summary>
    public static Tensor Plus(this Tensor x, double number)
    {
        using Scalar scalar = number;
        return x.add(scalar, One);
    }

    /// <summary><c>x − number</c></summary>
    public static Tensor Minus(this Tensor x, double number)
    {
        using Scalar scalar = number;
        return x.sub(scalar);
    }

    /// <summary><c>number − x</c></summary>
    public static Tensor SubtractedFrom(this Tensor x, double number)
    {
        using Tensor negative = x.negative();
        return negative.Plus(number);
    }

    /// <summary><c>x · number</c></summary>
    public static Tensor Times(this Tensor x, double number)
    {
        using Scalar scalar = number;
        return x.mul(scalar);
    }

    /// <summary><c>x²</c></summary>
    public static Tensor Squared(this Tensor x) => x.pow(Two);

    /// <summary><c>max(x, least)</c>, NaN where x is.</summary>
    public static Tensor AtLeast(this Tensor x, double least)
    {
        using Scalar scalar = least;
        return x.clamp_min(scalar);
    }

    /// <summary><c>max(x, least)</c>; whole numbers stay whole.</summary>
    public static Tensor AtLeast(this Tensor x, long least)
    {
        using Scalar scalar = least;
        return x.clamp_min(scalar);
    }

    /// <summary><c>min(x, most)</c>, NaN where x is.</summary>
    public static Tensor AtMost(this Tensor x, double most)
    {
        using Scalar scalar = most;
        return x.clamp_max(scalar);
    }

    /// <summary><c>min(max(x, least), most)</c></summary>
    public static Tensor Within(this Tensor x, double least, double most)
    {
        using Scalar low = least, high = most;
        return x.clamp(low, high);
    }

    /// <summary><c>x &lt; number</c></summary>
    public static Tensor Below(this Tensor x, double number)
    {
        using Scalar scalar = number;
        return x.lt(scalar);
    }

    /// <summary><paramref name="x"/> with <paramref name="number"/> where <paramref name="mask"/> says.</summary>
    public static Tensor FilledWhere(this Tensor x, Tensor mask, double number)
    {
        using Scalar scalar = number;
        return x.masked_fill(mask, scalar);
    }

    /// <summary>Counts one more, in place.</summary>
    public static void Increment(this Tensor x) => x.add_(One, One);

    /// <summary><c>(1 − share) · x + share · y</c>, in place.</summary>
    public static void MoveTowards(this Tensor x, Tensor y, double share)
    {
        using Scalar kept = 1 - share, added = share;
        x.mul_(kept).add_(y, added);
    }

    /// <summary><c>x · factor − offset</c>, in place.</summary>
    public static Tensor ScaleAndShift(this Tensor x, double factor, double offset)
    {
        using Scalar scale = factor, shift = offset;
        return x.mul_(scale).sub_(shift);
    }
}
