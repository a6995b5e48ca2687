using static TorchSharp.torch;

namespace SiameseSweep.Training.Models.Kernels;

/// <summary>
/// One branch's way through the convolution blocks and back, in memory of its own: what libtorch's layers compute (3×3 convolution,
/// ReLU and
/// BatchNorm by the batch's statistics, on reflection-padded images), in one pass where it takes five. One thread at a time.
/// </summary>
internal sealed unsafe class BranchConvolutions : IDisposable
{
    private readonly int _size, _capacity;
    private readonly BlockBuffers[] _passes;
    private readonly PaddedPlanes[] _inputs;    // [B, in, S + 2, S + 2], padded
    private readonly PaddedPlanes[] _rectified; // [B, out, S, S]
    private readonly PaddedPlanes?[] _gradients; // of a block's input, [B, in, S, S]; the first block's is nobody's
    private readonly PaddedPlanes _inner;       // one image's gradient before ReLU, within zeros two wide
    private readonly PaddedPlanes _outer;       // one image's gradient of a padded input
    private float[]?[] _masks = [];
    private int _images;

    public BranchConvolutions(IReadOnlyList<ConvolutionBlock> blocks, int size, int capacity)
    {
        (_size, _capacity) = (size, capacity);
        _passes = [.. blocks.Select(b => new BlockBuffers(b))];
        _inputs = [.. _passes.Select(p => new PaddedPlanes(capacity, p.Input, size + 2, size + 2))];
        _rectified = [.. _passes.Select(p => new PaddedPlanes(capacity, p.Output, size, size))];
        _gradients = [.. _passes.Select((p, block) => block == 0 ? null : new PaddedPlanes(capacity, p.Input, size, size))];
        _inner = new PaddedPlanes(1, _passes.Max(p => p.Output), size + 4, size + 4);
        _outer = new PaddedPlanes(1, _passes.Max(p => p.Input), size + 2, size + 2);
    }

    /// <summary>The blocks' gradients after <see cref="Backward"/>.</summary>
    public IReadOnlyList<BlockBuffers> Passes => _passes;

    /// <summary>Whether so many images fit.</summary>
    public bool Holds(int images) => images <= _capacity;

    /// <summary>Features in training mode.</summary>
    /// <param name="images">[B, in, S, S].</param>
    /// <param name="masks">A block's factors of [B, C] each (dropout), or null for none.</param>
    /// <param name="features">Gets [B, C·S·S].</param>
    /// <param name="statistics">Gets each block's.</param>
    public void Forward(ReadOnlySpan<float> images, float[]?[] masks, float* features, BatchStatistics[] statistics)
    {
        int area = _size * _size;
        (_images, _masks) = (images.Length / (area * _passes[0].Input), masks);
        Pad(images);
        for (int block = 0; block < _passes.Length; block++)
        {
            BlockBuffers pass = _passes[block];
            pass.Begin();
            double[] sums = Convolve(pass, _inputs[block], _rectified[block]);
            statistics[block] = Normalize(pass, _rectified[block], sums);
            for (int image = 0; image < _images; image++)
            {
                for (int channel = 0; channel < pass.Output; channel++)
                {
                    float kept = masks[block]?[(image * pass.Output) + channel] ?? 1;
                    float factor = pass.Scale[channel] * pass.InverseDeviation[channel];
                    PaddedPlanes? next = block + 1 < _passes.Length ? _inputs[block + 1] : null;
                    float* to = next is null
                        ? features + ((((long)image * pass.Output) + channel) * area)
                        : next.Plane(image, channel) + next.Stride + 1;
                    NormalizationKernel.Scale(
                        _rectified[block].Plane(image, channel), _rectified[block].Stride, to, next?.Stride ?? _size, _size, _size,
                        factor * kept, (pass.Shift[channel] - (pass.Mean[channel] * factor)) * kept);
                    if (next is not null)
                    {
                        ReflectedEdges.Fill(next.Plane(image, channel), next.Stride, _size, _size);
                    }
                }
            }
        }
    }

    /// <summary>Gradients of every block's parameters, from the features' [B, C·S·S].</summary>
    public void Backward(float* features)
    {
        for (int block = _passes.Length - 1; block >= 0; block--)
        {
            BlockBuffers pass = _passes[block];
            PaddedPlanes? from = block + 1 < _passes.Length ? _gradients[block + 1] : null;
            float* Gradient(int image, int channel) =>
                from is null ? features + ((((long)image * pass.Output) + channel) * _size * _size) : from.Plane(image, channel);
            int stride = from?.Stride ?? _size;
            SumGradients(pass, _rectified[block], block, Gradient, stride);
            for (int image = 0; image < _images; image++)
            {
                Unnormalize(pass, _rectified[block], block, image, Gradient, stride);
                fixed (double* sums = pass.WeightGradient)
                {
                    PaddedPlanes input = _inputs[block];
                    ConvolutionKernel.AddWeightGradient(
                        input.Plane(image, 0),
                        pass.Input,
                        input.PlaneSize,
                        input.Stride,
                        Inside(0),
                        pass.Output,
                        _inner.PlaneSize,
                        _inner.Stride,
                        _size,
                        _size,
                        sums);
                }

                if (_gradients[block] is { } to)
                {
                    ToInput(pass, to, image);
                }
            }
        }
    }

    public void Dispose()
    {
        foreach (PaddedPlanes? planes in _inputs.Concat(_rectified).Concat(_gradients).Append(_inner).Append(_outer))
        {
            planes?.Dispose();
        }
    }

    private float* Inside(int channel) => _inner.Plane(0, channel) + (2 * _inner.Stride) + 2;

    private void Pad(ReadOnlySpan<float> images)
    {
        PaddedPlanes to = _inputs[0];
        for (int plane = 0; plane < _images * to.Channels; plane++)
        {
            float* padded = to.Plane(plane / to.Channels, plane % to.Channels);
            for (int y = 0; y < _size; y++)
            {
                images.Slice(((plane * _size) + y) * _size, _size).CopyTo(new Span<float>(padded + ((y + 1) * to.Stride) + 1, _size));
            }

            ReflectedEdges.Fill(padded, to.Stride, _size, _size);
        }
    }

    private double[] Convolve(BlockBuffers pass, PaddedPlanes input, PaddedPlanes output)
    {
        double[] sums = new double[pass.Output];
        fixed (float* weights = pass.Forward, bias = pass.Bias)
        {
            for (int image = 0; image < _images; image++)
            {
                ConvolutionKernel.Correlate(
                    input.Plane(image, 0), pass.Input, input.PlaneSize, input.Stride, weights, bias,
                    output.Plane(image, 0), pass.Output, output.PlaneSize, output.Stride, _size, _size, rectify: true);
                for (int channel = 0; channel < pass.Output; channel++)
                {
                    sums[channel] += NormalizationKernel.Sum(output.Plane(image, channel), output.Stride, _size, _size);
                }
            }
        }

        return sums;
    }

    private BatchStatistics Normalize(BlockBuffers pass, PaddedPlanes values, double[] sums)
    {
        double count = (double)_images * _size * _size;
        float[] variances = new float[pass.Output];
        for (int channel = 0; channel < pass.Output; channel++)
        {
            float mean = (float)(sums[channel] / count);
            double squares = 0;
            for (int image = 0; image < _images; image++)
            {
                squares += NormalizationKernel.SumOfSquares(values.Plane(image, channel), values.Stride, _size, _size, mean);
            }

            variances[channel] = pass.Normalize(channel, mean, squares, count);
        }

        return new BatchStatistics(tensor(pass.Mean).DetachFromDisposeScope(), tensor(variances).DetachFromDisposeScope());
    }

    private void SumGradients(BlockBuffers pass, PaddedPlanes values, int block, PlaneAt gradient, int stride)
    {
        for (int image = 0; image < _images; image++)
        {
            for (int channel = 0; channel < pass.Output; channel++)
            {
                double kept = _masks[block]?[(image * pass.Output) + channel] ?? 1;
                NormalizationKernel.GradientSums(
                    values.Plane(image, channel),
                    values.Stride,
                    gradient(image, channel),
                    stride,
                    _size,
                    _size,
                    pass.Mean[channel],
                    out double sum,
                    out double product);
                pass.ShiftGradient[channel] += sum * kept;
                pass.ScaleGradient[channel] += product * kept * pass.InverseDeviation[channel];
            }
        }
    }

    private void Unnormalize(BlockBuffers pass, PaddedPlanes values, int block, int image, PlaneAt gradient, int stride)
    {
        double count = (double)_images * _size * _size;
        for (int channel = 0; channel < pass.Output; channel++)
        {
            double deviation = pass.InverseDeviation[channel], factor = pass.Scale[channel] * deviation;
            float kept = _masks[block]?[(image * pass.Output) + channel] ?? 1;
            pass.BiasGradient[channel] += NormalizationKernel.Backward(
                values.Plane(image, channel), values.Stride, gradient(image, channel), stride, Inside(channel), _inner.Stride, _size, _size,
                pass.Mean[channel], (float)factor * kept, (float)(-factor * deviation * pass.ScaleGradient[channel] / count),
                (float)(-factor * pass.ShiftGradient[channel] / count));
        }
    }

    private void ToInput(BlockBuffers pass, PaddedPlanes to, int image)
    {
        fixed (float* weights = pass.Backward)
        {
            ConvolutionKernel.Correlate(
                _inner.Plane(0, 0), pass.Output, _inner.PlaneSize, _inner.Stride, weights, null,
                _outer.Plane(0, 0), pass.Input, _outer.PlaneSize, _outer.Stride, _size + 2, _size + 2, rectify: false);
        }

        for (int channel = 0; channel < pass.Input; channel++)
        {
            float* outer = _outer.Plane(0, channel);
            ReflectedEdges.Fold(outer, _outer.Stride, _size, _size);
            for (int y = 0; y < _size; y++)
            {
                new ReadOnlySpan<float>(outer + ((y + 1) * _outer.Stride) + 1, _size).CopyTo(
                    new Span<float>(to.Plane(image, channel) + (y * to.Stride), _size));
            }
        }
    }

    private delegate float* PlaneAt(int image, int channel);
}
