using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Runs;

/// <summary>
/// Which of cuDNN's algorithms are taken. Left alone it may take some that add with atomics in no fixed order, and a step repeated
/// after a kill would
/// not give the loss that is on record. TorchSharp binds no switch for it; this is libtorch's own
/// (<c>at::globalContext().setDeterministicCuDNN</c>), under
/// its exported name.
/// </summary>
internal static class CudaKernels
{
    private const string Library = "torch_cpu"; // where libtorch keeps its switches, whatever the backend

    /// <summary>
    /// Whether only those are taken that give the same bits each time, for the whole process: Python's
    /// <c>torch.backends.cudnn.deterministic</c>.
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
