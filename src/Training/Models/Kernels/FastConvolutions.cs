using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Models.Kernels;

/// <summary>
/// The convolution blocks of all branches in training mode by our own kernels, where they are the faster ones: single precision on
/// a CPU with
/// AVX2, and few threads, since a branch is one thread's work. Elsewhere libtorch's layers compute the same.
/// </summary>
internal sealed unsafe class FastConvolutions(IReadOnlyList<ConvolutionBlock> blocks, int imageSize) : IDisposable
{
    private const int MostThreads = 4;

    private readonly List<BranchConvolutions> _branches = [];
    private readonly Tensor[] _gradients =
    [
        .. blocks.SelectMany(b => b.Parameters).Select(p => zeros_like(p.Tensor, requires_grad: false).DetachFromDisposeScope()),
    ];

    /// <summary>Whether they compute a step on these images.</summary>
    public static bool IsSupported(Tensor images) =>
        ConvolutionKernel.IsSupported
        && images.device_type == DeviceType.CPU
        && images.dtype == ScalarType.Float32
        && get_num_threads() <= MostThreads;

    /// <summary>Makes room for so many branches of so many images.</summary>
    public void Prepare(int branches, int images)
    {
        for (int branch = 0; branch < branches; branch++)
        {
            if (branch == _branches.Count)
            {
                _branches.Add(new BranchConvolutions(blocks, imageSize, images));
            }
            else if (!_branches[branch].Holds(images))
            {
                _branches[branch].Dispose();
                _branches[branch] = new BranchConvolutions(blocks, imageSize, images);
            }
        }
    }

    /// <summary>A branch's features into its rows of <paramref name="joined"/>. Branches may be computed side by side.</summary>
    /// <param name="branch">From 0.</param>
    /// <param name="images">[B, in, S, S].</param>
    /// <param name="mask">For a block [B, C] of factors; null without.</param>
    /// <param name="joined">[branches · B, C·S·S], contiguous.</param>
    /// <param name="statistics">Gets each block's.</param>
    public void Forward(int branch, Tensor images, Func<int, Tensor>? mask, Tensor joined, BatchStatistics[] statistics)
    {
        using var scope = NewDisposeScope();
        float[]?[] masks = [.. blocks.Select((_, block) => mask?.Invoke(block).data<float>().ToArray())];
        ReadOnlySpan<float> pixels = MemoryMarshal.Cast<byte, float>(images.contiguous().bytes);
        _branches[branch].Forward(pixels, masks, Row(joined, branch * images.shape[0]), statistics);
    }

    /// <summary>A branch's gradients from its rows of the features'. Branches may be computed side by side.</summary>
    public void Backward(int branch, int images, Tensor gradient) => _branches[branch].Backward(Row(gradient, (long)branch * images));

    /// <summary>Sets the parameters' gradients: the branches' sums, in their order.</summary>
    public void GiveGradients(int branches)
    {
        int at = 0;
        for (int block = 0; block < blocks.Count; block++)
        {
            NamedTensor[] parameters = [.. blocks[block].Parameters];
            for (int parameter = 0; parameter < parameters.Length; parameter++, at++)
            {
                Span<float> sums = MemoryMarshal.Cast<byte, float>(_gradients[at].bytes);
                for (int i = 0; i < sums.Length; i++)
                {
                    double sum = 0;
                    for (int branch = 0; branch < branches; branch++)
                    {
                        sum += _branches[branch].Passes[block].Gradients[parameter][i];
                    }

                    sums[i] = (float)sum;
                }

                parameters[parameter].Tensor.grad = _gradients[at];
            }
        }
    }

    public void Dispose()
    {
        _branches.ForEach(b => b.Dispose());
        Array.ForEach(_gradients, g => g.Dispose());
    }

    private static float* Row(Tensor tensor, long row) =>
        (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes)) + (row * tensor.shape[1]);
}
