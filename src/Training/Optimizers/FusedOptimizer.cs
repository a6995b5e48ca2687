using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Models;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Optimizers;

/// <summary>
/// Steps parameters by their gradients with one fused kernel. Adam and AdamW with PyTorch's β = (0.9, 0.999), ε = 1e-8;
/// SGD with momentum 0.9. Weight decay is added to the gradient (Adam, SGD) or decoupled (AdamW), as in PyTorch.
/// </summary>
public sealed class FusedOptimizer : IDisposable
{
    private readonly OptimizerKind _kind;
    private readonly double _weightDecay;
    private readonly double? _clipNorm;
    private readonly IReadOnlyList<NamedTensor> _named;
    private readonly Tensor[] _parameters;
    private readonly Tensor[] _first;  // Adam's mean of gradients; SGD's momentum
    private readonly Tensor[] _second; // Adam's mean of squares
    private readonly Tensor[] _steps;  // Adam's count, one a parameter as the kernel wants it; SGD's single one, on the host

    /// <summary>Makes an optimizer that has made no step.</summary>
    /// <param name="kind">Which rule.</param>
    /// <param name="parameters">What it steps; not owned.</param>
    /// <param name="weightDecay">≥ 0.</param>
    /// <param name="clipNorm">Largest L2 norm of all gradients together, &gt; 0; null for no limit.</param>
    public FusedOptimizer(OptimizerKind kind, IReadOnlyList<NamedTensor> parameters, double weightDecay, double? clipNorm = null)
    {
        using var scope = NewDisposeScope(); // what was made before an exception goes with it
        _kind = kind;
        _named = parameters;
        _weightDecay = weightDecay;
        _clipNorm = clipNorm;
        _parameters = [.. parameters.Select(p => p.Tensor)];
        bool adam = kind != OptimizerKind.Sgd;
        _first = Zeros();
        _second = adam ? Zeros() : [];
        _steps = adam
            ? [.. _parameters.Select(p => zeros([], float32, p.device))]
            : [zeros([], float32)];
        foreach (Tensor tensor in _first.Concat(_second).Concat(_steps))
        {
            tensor.DetachFromDisposeScope();
        }
    }

    /// <summary>Everything it needs to go on, in stable order: for the resume file.</summary>
    public IEnumerable<NamedTensor> State
    {
        get
        {
            for (int i = 0; i < _named.Count; i++)
            {
                yield return new($"first.{_named[i].Name}", _first[i]);
                if (_second.Length > 0)
                {
                    yield return new($"second.{_named[i].Name}", _second[i]);
                }
            }

            for (int i = 0; i < _steps.Length; i++)
            {
                yield return new($"step.{i}", _steps[i]);
            }
        }
    }

    /// <summary>Steps every parameter by its gradient and drops the gradients (dropping is cheaper than zeroing 160 MB).</summary>
    /// <param name="learningRate">Of this step, ≥ 0.</param>
    public void Step(double learningRate)
    {
        using var scope = NewDisposeScope();
        using (no_grad())
        {
            Tensor[] gradients =
            [
                .. _parameters.Select(p => p.grad ?? throw new InvalidOperationException("A parameter has no gradient.")),
            ];
            if (_clipNorm is { } most)
            {
                GradientClipping.Clip(gradients, most);
            }

            bool firstStep = _kind == OptimizerKind.Sgd && _steps[0].item<float>() == 0;
            foreach (Tensor step in _steps)
            {
                step.Increment();
            }

            switch (_kind)
            {
                case OptimizerKind.Sgd:
                    FusedKernels.Invoke("sgd", _parameters, gradients, _first, learningRate, _weightDecay, firstStep);
                    break;
                case OptimizerKind.Adam:
                    FusedKernels.Invoke("adam", _parameters, gradients, _first, _second, _steps, learningRate, _weightDecay);
                    break;
                case OptimizerKind.Adamw:
                    FusedKernels.Invoke("adamw", _parameters, gradients, _first, _second, _steps, learningRate, _weightDecay);
                    break;
                default:
                    throw new InvalidOperationException($"There is no optimizer {_kind}.");
            }
        }

        foreach (Tensor parameter in _parameters)
        {
            parameter.grad = null;
        }
    }

    /// <summary>Forgets every step made, as if it were new.</summary>
    public void Reset()
    {
        using (no_grad())
        {
            foreach (Tensor tensor in _first.Concat(_second).Concat(_steps))
            {
                tensor.zero_();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor tensor in _first.Concat(_second).Concat(_steps))
        {
            tensor.Dispose();
        }
    }

    private Tensor[] Zeros() => [.. _parameters.Select(p => zeros_like(p, requires_grad: false))];
}
