using TorchSharp;

namespace SiameseSweep.Training.TorchFixes;

/// <summary>
/// Torch's fused optimizer kernels: one pass over all parameters instead of a dozen. TorchSharp does not bind them, but TorchScript
/// reaches them. Compiled once per process, because <c>CompilationUnit.Dispose</c> leaks its native half. No upstream issue is known
/// for either.
/// </summary>
internal static class FusedKernels
{
    private const string Source = """
        def adam(params: List[Tensor], grads: List[Tensor], first: List[Tensor], second: List[Tensor], steps: List[Tensor],
                lr: float, weight_decay: float):
            torch._fused_adam_(params, grads, first, second, [], steps, lr=lr, beta1=0.9, beta2=0.999,
                weight_decay=weight_decay, eps=1e-8, amsgrad=False, maximize=False)

        def adamw(params: List[Tensor], grads: List[Tensor], first: List[Tensor], second: List[Tensor], steps: List[Tensor],
                lr: float, weight_decay: float):
            torch._fused_adamw_(params, grads, first, second, [], steps, lr=lr, beta1=0.9, beta2=0.999,
                weight_decay=weight_decay, eps=1e-8, amsgrad=False, maximize=False)

        def sgd(params: List[Tensor], grads: List[Tensor], momenta: List[Tensor], lr: float, weight_decay: float, is_first_step: bool):
            torch._fused_sgd_(params, grads, momenta, weight_decay=weight_decay, momentum=0.9, lr=lr,
                dampening=0.0, nesterov=False, maximize=False, is_first_step=is_first_step)

        """; // the parser wants the last line ended

    private static readonly Lazy<torch.jit.CompilationUnit> Unit = new(() => torch.jit.compile(Source));

    /// <summary>Calls a kernel; in place, returns nothing.</summary>
    public static void Invoke(string kernel, params object[] arguments)
    {
        // TorchSharp would make scalars of its own, which a finalizer may free before the call ("toLong: Expected false to be true").
        // https://github.com/dotnet/TorchSharp/issues/1047 (closed) reports such memory corruption.
        object[] kept = [.. arguments.Select(argument => argument switch
        {
            double number => number.ToScalar(),
            bool flag => flag.ToScalar(),
            _ => argument,
        })];
        Unit.Value.invoke(kernel, kept);
        GC.KeepAlive(kept);
    }
}
