using System.Reflection;
using Mono.Cecil;
using SiameseSweep.Training.Losses;
using SiameseSweep.Training.Mining;
using SiameseSweep.Training.Models;
using SiameseSweep.Training.Runs;
using SiameseSweep.Training.TorchFixes;
using TorchSharp;

namespace SiameseSweep.Training.Tests.Runs;

/// <summary>Requirements of a step on a GPU, as far as they can be tested without one.</summary>
public sealed class DeviceStepTests
{
    /// <summary>
    /// Of TorchSharp's native functions those that make the host wait for a GPU: they read values back, or size their result by
    /// values.
    /// </summary>
    private static readonly string[] Waiting =
    [
        "item",
        "data",
        "cpu",
        "to_device",
        "to_type_and_device",
        "nonzero",
        "masked_select",
        "unique",
        "unique_dim",
        "unique_consecutive",
        "equal",
        "allclose",
        "is_nonzero",
        "repeat_interleave",
        "bincount",
        "storage_data_ptr",
    ];

    /// <summary>The methods that may call them in a step, each with the reason why no GPU waits for it.</summary>
    private static readonly Dictionary<string, string> Excused = new()
    {
        ["SiameseSweep.Training.HostTensors"] = "queues its copies",
        ["SiameseSweep.Training.Models.Kernels.FastConvolutions"] = "computes on the CPU only",
        ["SiameseSweep.Training.Models.Kernels.BlockBuffers"] = "computes on the CPU only",
        ["SiameseSweep.Training.Optimizers.FusedOptimizer"] = "reads SGD's count of steps, which lies on the host",
    };

    [Fact]
    public void Nothing_in_a_step_makes_the_host_wait_for_its_device()
    {
        List<(string Caller, string Path)> waits = Waits(typeof(Trainer).Assembly, IsInStep);
        string[] found = [.. waits.Where(w => !Excused.ContainsKey(w.Caller)).Select(w => w.Path)];
        Assert.True(found.Length == 0, $"A GPU's host waits in:\n{string.Join('\n', found)}");
        Assert.Equal(Excused.Keys.Order(), waits.Select(w => w.Caller).Distinct().Order()); // whoever no longer needs an excuse loses it
    }

    [Fact]
    public void A_loss_that_is_read_back_is_found() =>
        Assert.Contains(
            "DeviceStepTests.Read: Tensor.item > Tensor.data > Tensor.cpu > NativeMethods.THSTensor_cpu",
            Waits(typeof(DeviceStepTests).Assembly, m => m.Name == nameof(Read)).Select(w => w.Path));

    [Fact]
    public void Cudnn_is_told_to_take_only_algorithms_that_give_the_same_bits()
    {
        CudaKernels.Deterministic = false;
        Assert.False(CudaKernels.Deterministic);
        CudaKernels.Deterministic = true;
        Assert.True(CudaKernels.Deterministic);
    }

    private static float Read(torch.Tensor loss) => loss.item<float>();

    /// <summary>The step itself and what it calls through an abstract method or an interface.</summary>
    private static bool IsInStep(MethodDefinition method) =>
        (method.DeclaringType.FullName == typeof(TrainingStep).FullName && method.Name == nameof(TrainingStep.Make))
        || (method.DeclaringType.BaseType?.FullName == typeof(SiameseLoss).FullName && method.Name == nameof(SiameseLoss.Forward))
        || (method.DeclaringType.BaseType?.FullName == typeof(EmbeddingNetwork).FullName
            && method.Name is nameof(EmbeddingNetwork.Train) or nameof(EmbeddingNetwork.Backward))
        || IsOf(method, typeof(IFeatureExtractor), nameof(IFeatureExtractor.Apply))
        || IsOf(method, typeof(IBatchSampler), nameof(IBatchSampler.Draw));

    private static bool IsOf(MethodDefinition method, Type contract, string name) =>
        method.Name == name && method.DeclaringType.Interfaces.Any(i => i.InterfaceType.FullName == contract.FullName);

    /// <summary>The types from whose methods a waiting function is reached, with one way to it.</summary>
    private static List<(string Caller, string Path)> Waits(Assembly assembly, Func<MethodDefinition, bool> begin)
    {
        using ReachedCode code = new(assembly.Location);
        bool Ours(MethodDefinition method) => method.Module.Assembly.Name.Name == assembly.GetName().Name;
        List<(string, string)> found = [];
        foreach ((MethodDefinition caller, string path) in code.From(begin).Where(r => Ours(r.Method)))
        {
            // Then over TorchSharp's alone; but what it makes where it was given null (a tensor of "false") is made for nobody here.
            found.AddRange(code.From(m => m == caller, m => m == caller || (!Ours(m) && m.Name != "op_Implicit"))
                .Where(r => r.Method.IsPInvokeImpl && Waiting.Any(w => r.Method.Name == $"THSTensor_{w}"))
                .Select(r => (ReachedCode.TypeOf(caller), $"{path}: {r.Path[(r.Path.IndexOf('>') + 2)..]}")));
        }

        return found;
    }
}
