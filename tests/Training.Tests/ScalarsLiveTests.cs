using Mono.Cecil;
using SiameseSweep.Training.Runs;
using TorchSharp;

namespace SiameseSweep.Training.Tests;

/// <summary>
/// No temporary <see cref="Scalar"/> anywhere that training comes through, neither in our code nor in what it calls of TorchSharp:
/// the collector may free it before
/// torch has read it. Read from the compiled code, since <c>a + b</c> does not show that TorchSharp makes one.
/// </summary>
public sealed class ScalarsLiveTests
{
    private const string ScalarType = "TorchSharp.Scalar", ConversionsType = "TorchSharp.ScalarExtensionMethods";

    /// <summary>The methods that may make scalars, each with the reason why none is released too early.</summary>
    private static readonly Dictionary<string, string> Keepers = new()
    {
        ["SiameseSweep.Training.TorchFixes.ScalarArithmetic"] = "disposes each after the call, or never",
        ["SiameseSweep.Training.TorchFixes.FusedKernels"] = "keeps the arguments alive over the call",
        ["TorchSharp.torch/jit/ScriptModule"] = "makes them of numbers that are arguments, which FusedKernels has replaced, and of results",
    };

    private static string Training => typeof(Trainer).Assembly.Location;

    [Fact]
    public void Nothing_that_training_calls_makes_a_scalar_that_nobody_keeps()
    {
        List<string> found = [.. Makers(Training).Where(m => !Keepers.ContainsKey(m.Maker)).Select(m => m.Path)];
        Assert.True(found.Count == 0, $"Use ScalarArithmetic instead:\n{string.Join('\n', found)}");
    }

    [Fact]
    public void The_keepers_are_found_and_so_is_a_sum_of_tensors()
    {
        Assert.Equal(Keepers.Keys.Order(), Makers(Training).Select(m => m.Maker).Distinct().Order());
        (_, string path) = Assert.Single(Makers(typeof(ScalarsLiveTests).Assembly.Location, nameof(Sum)));
        Assert.Equal("ScalarsLiveTests.Sum > Tensor.op_Addition > Tensor.add", path);
    }

    private static torch.Tensor Sum(torch.Tensor a, torch.Tensor b) => a + b;

    /// <summary>The types that make a scalar in methods reached from an assembly's own, with one way to each method.</summary>
    private static List<(string Maker, string Path)> Makers(string assembly, string? from = null)
    {
        using ReachedCode code = new(assembly);
        return
        [
            .. code.From(m => from is null || m.Name == from, m => !IsScalarItself(m))
                .Where(r => !IsScalarItself(r.Method) && ReachedCode.Calls(r.Method).Any(MakesScalar))
                .Select(r => (ReachedCode.TypeOf(r.Method), r.Path)),
        ];
    }

    private static bool IsScalarItself(MethodDefinition method) => ReachedCode.TypeOf(method) is ScalarType or ConversionsType;

    private static bool MakesScalar(MethodReference call) =>
        call.DeclaringType.FullName == ConversionsType
        || (call.DeclaringType.FullName == ScalarType && call.Name is ".ctor" or "op_Implicit");
}
