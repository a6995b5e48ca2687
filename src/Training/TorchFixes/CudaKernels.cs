using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace SiameseSweep.Training.TorchFixes;

/// <summary>
/// Selection of cuDNN's algorithms. By default some add with atomics in no fixed order, so that a step repeated after a kill would not
/// give the recorded loss. TorchSharp binds no switch (https://github.com/dotnet/TorchSharp/issues/1384); this calls libtorch's own
/// (<c>at::globalContext().setDeterministicCuDNN</c>) under its exported name.
/// </summary>
internal static class CudaKernels
{
    private const string Library = "torch_cpu"; // where libtorch keeps its switches, whatever the backend

    /// <summary>
    /// Whether only deterministic algorithms are used, in the whole process: Python's <c>torch.backends.cudnn.deterministic</c>.
    /// </summary>
    public static bool Deterministic
    {
        get => Get(Context()) != 0;
        set => Set(Context(), value ? (byte)1 : (byte)0);
    }

    private static nint Context()
    {
        _ = get_num_threads(); // first loads libtorch the way TorchSharp wants it
        return GlobalContext();
    }

    [DllImport(Library, EntryPoint = "_ZN2at13globalContextEv")]
    private static extern nint GlobalContext();

    [DllImport(Library, EntryPoint = "_ZN2at7Context21setDeterministicCuDNNEb")]
    private static extern void Set(nint context, byte on);

    [DllImport(Library, EntryPoint = "_ZNK2at7Context18deterministicCuDNNEv")]
    private static extern byte Get(nint context);
}
