using System.Runtime.InteropServices;
using Google.Protobuf;
using SiameseSweep.Training.Models;
using SiameseSweep.Training.Models.Layers;
using SiameseSweep.Training.Onnx.Schema;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Onnx;

/// <summary>
/// An ONNX graph under construction: one method a layer, each with the mathematics of evaluation mode (opset 17,
/// https://onnx.ai/onnx/operators). Weights are stored once, in single precision and under their names in the network's state.
/// </summary>
internal sealed class OnnxGraph
{
    private const float LeastNorm = 1e-12f; // torch.nn.functional.normalize's eps

    private readonly Dictionary<Tensor, string> _names = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _stored = new(StringComparer.Ordinal);
    private int _made;

    /// <summary>Starts an empty graph.</summary>
    /// <param name="state">The network's tensors by name.</param>
    public OnnxGraph(IReadOnlyList<NamedTensor> state)
    {
        foreach (NamedTensor tensor in state)
        {
            _names.Add(tensor.Tensor, tensor.Name);
        }
    }

    /// <summary>The graph as it is stored.</summary>
    public GraphProto Proto { get; } = new() { Name = "embeddings" };

    /// <summary>Adds an input of any number of images.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Its sizes without the number of images.</param>
    public OnnxValue Input(string name, params int[] shape)
    {
        OnnxValue input = new(name, shape);
        Proto.Input.Add(Description(input));
        return input;
    }

    /// <summary>Makes a value the graph's output.</summary>
    public void Output(string name, OnnxValue value)
    {
        Proto.Node.Add(new NodeProto { OpType = "Identity", Input = { value.Name }, Output = { name } });
        Proto.Output.Add(Description(value with { Name = name }));
    }

    /// <summary>A convolution of an image that is padded with zeros: [C, H, W] to [C', ⌈H / stride⌉, ⌈W / stride⌉].</summary>
    /// <param name="x">The image.</param>
    /// <param name="weight">[C', C, k, k].</param>
    /// <param name="bias">[C'] or null.</param>
    /// <param name="stride">Step from an output pixel to the next.</param>
    /// <param name="padding">Width of the border of zeros.</param>
    public OnnxValue Convolution(OnnxValue x, Tensor weight, Tensor? bias = null, int stride = 1, int padding = 0)
    {
        int side = (int)weight.shape[2];
        int[] shape = [(int)weight.shape[0], After(x.Shape[1]), After(x.Shape[2])];
        return Node(
            "Conv", shape, [x.Name, .. Weights(weight, bias)], Ints("kernel_shape", side, side), Ints("strides", stride, stride),
            Ints("pads", padding, padding, padding, padding));

        int After(int before) => ((before + (2 * padding) - side) / stride) + 1;
    }

    /// <summary><see cref="ReflectionPadding"/>: [C, H, W] to [C, H + 2, W + 2].</summary>
    public OnnxValue ReflectionPad(OnnxValue x) => Node(
        "Pad", [x.Channels, x.Shape[1] + 2, x.Shape[2] + 2], [x.Name, Constant(0, 0, 1, 1, 0, 0, 1, 1)], Text("mode", "reflect"));

    /// <summary>BatchNorm by the running statistics.</summary>
    public OnnxValue BatchNorm(OnnxValue x, Tensor scale, Tensor shift, Tensor mean, Tensor variance, double epsilon) =>
        Node("BatchNormalization", x.Shape, [x.Name, .. Weights(scale, shift, mean, variance)], Float("epsilon", (float)epsilon));

    /// <summary>max(x, 0).</summary>
    public OnnxValue Relu(OnnxValue x) => Node("Relu", x.Shape, [x.Name]);

    /// <summary>a + b, of one shape.</summary>
    public OnnxValue Add(OnnxValue a, OnnxValue b) => Node("Add", a.Shape, [a.Name, b.Name]);

    /// <summary>x + number.</summary>
    public OnnxValue Add(OnnxValue x, double number) => Node("Add", x.Shape, [x.Name, Constant([(float)number])]);

    /// <summary>a − b, of one shape.</summary>
    public OnnxValue Subtract(OnnxValue a, OnnxValue b) => Node("Sub", a.Shape, [a.Name, b.Name]);

    /// <summary>a · b, element by element.</summary>
    public OnnxValue Multiply(OnnxValue a, OnnxValue b) => Node("Mul", a.Shape, [a.Name, b.Name]);

    /// <summary>x · number.</summary>
    public OnnxValue Multiply(OnnxValue x, double number) => Node("Mul", x.Shape, [x.Name, Constant([(float)number])]);

    /// <summary>a / b, element by element.</summary>
    public OnnxValue Divide(OnnxValue a, OnnxValue b) => Node("Div", a.Shape, [a.Name, b.Name]);

    /// <summary>√x.</summary>
    public OnnxValue SquareRoot(OnnxValue x) => Node("Sqrt", x.Shape, [x.Name]);

    /// <summary>The channels of a, then those of b.</summary>
    public OnnxValue Join(OnnxValue a, OnnxValue b) =>
        Node("Concat", [a.Channels + b.Channels, .. a.Shape[1..]], [a.Name, b.Name], Int("axis", 1));

    /// <summary>An image mirrored left to right.</summary>
    public OnnxValue Mirror(OnnxValue x) =>
        Node("Slice", x.Shape, [x.Name, Constant(-1L), Constant(long.MinValue), Constant(3L), Constant(-1L)]);

    /// <summary>
    /// An image whose rows and columns are multiplied by square matrices, stored by <see cref="Constant(float[], int[])"/>.
    /// </summary>
    /// <param name="rows">Name of what multiplies from the left, [S, S].</param>
    /// <param name="x">[C, S, S].</param>
    /// <param name="columns">Name of what multiplies from the right, [S, S].</param>
    public OnnxValue Multiply(string rows, OnnxValue x, string columns) =>
        Node("MatMul", x.Shape, [rows, Node("MatMul", x.Shape, [x.Name, columns]).Name]);

    /// <summary>Maxima of squares of two pixels: [C, H, W] to [C, ⌊H/2⌋, ⌊W/2⌋].</summary>
    public OnnxValue MaxByTwo(OnnxValue x) =>
        Node("MaxPool", [x.Channels, x.Shape[1] / 2, x.Shape[2] / 2], [x.Name], Ints("kernel_shape", 2, 2), Ints("strides", 2, 2));

    /// <summary><see cref="Pooling.AverageGrid"/>, as products with a matrix of means for the rows and one for the columns.</summary>
    public OnnxValue AverageGrid(OnnxValue x, int side)
    {
        (int height, int width) = (x.Shape[1], x.Shape[2]);
        float[] rows = Means(height, side), columns = new float[width * side];
        float[] means = Means(width, side);
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = means[(i % side * width) + (i / side)];
        }

        OnnxValue left = Node("MatMul", [x.Channels, side, width], [Constant(rows, side, height), x.Name]);
        return Node("MatMul", [x.Channels, side, side], [left.Name, Constant(columns, width, side)]);
    }

    /// <summary>All sizes but the number of images as one.</summary>
    public OnnxValue Flatten(OnnxValue x) => Node("Flatten", [x.Shape.Aggregate((a, b) => a * b)], [x.Name], Int("axis", 1));

    /// <summary>A linear layer: [in] to [out].</summary>
    /// <param name="x">The vector.</param>
    /// <param name="weight">[out, in].</param>
    /// <param name="bias">[out] or null.</param>
    public OnnxValue Linear(OnnxValue x, Tensor weight, Tensor? bias = null) =>
        Node("Gemm", [(int)weight.shape[0]], [x.Name, .. Weights(weight, bias)], Int("transB", 1));

    /// <summary>The vector divided by its L2 norm, which counts as 1e-12 where it is smaller.</summary>
    public OnnxValue Normalize(OnnxValue x)
    {
        OnnxValue norm = Node("ReduceL2", [1], [x.Name], Ints("axes", 1), Int("keepdims", 1));
        OnnxValue divisor = Node("Max", [1], [norm.Name, Constant([LeastNorm])]);
        return Node("Div", x.Shape, [x.Name, divisor.Name]);
    }

    /// <summary>Adds any operator with one output.</summary>
    /// <param name="operation">ONNX's name.</param>
    /// <param name="shape">Sizes of the output, without the number of images.</param>
    /// <param name="inputs">Names.</param>
    /// <param name="attributes">Its attributes.</param>
    public OnnxValue Node(string operation, int[] shape, IEnumerable<string> inputs, params AttributeProto[] attributes)
    {
        OnnxValue output = new($"{operation}_{_made++}", shape);
        Proto.Node.Add(new NodeProto
        {
            Name = output.Name, OpType = operation, Input = { inputs }, Output = { output.Name }, Attribute = { attributes },
        });
        return output;
    }

    /// <summary>Stores numbers that no weight holds; returns their name.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="shape">Their shape; none: a scalar or a vector.</param>
    public string Constant(float[] values, params int[] shape) => Store(
        $"constant_{_made++}", TensorProto.Types.DataType.Float, shape.Length > 0 ? [.. shape.Select(s => (long)s)] : [values.Length],
        MemoryMarshal.AsBytes(values.AsSpan()));

    private string Constant(params long[] values) =>
        Store($"constant_{_made++}", TensorProto.Types.DataType.Int64, [values.Length], MemoryMarshal.AsBytes(values.AsSpan()));

    private static AttributeProto Int(string name, long value) =>
        new() { Name = name, I = value, Type = AttributeProto.Types.AttributeType.Int };

    private static AttributeProto Ints(string name, params long[] values) =>
        new() { Name = name, Ints = { values }, Type = AttributeProto.Types.AttributeType.Ints };

    private static AttributeProto Float(string name, float value) =>
        new() { Name = name, F = value, Type = AttributeProto.Types.AttributeType.Float };

    private static AttributeProto Text(string name, string value) =>
        new() { Name = name, S = ByteString.CopyFromUtf8(value), Type = AttributeProto.Types.AttributeType.String };

    private static float[] Means(int length, int count)
    {
        float[] means = new float[count * length];
        for (int window = 0; window < count; window++)
        {
            (int start, int end) = Pooling.Window(length, count, window);
            means.AsSpan((window * length) + start, end - start).Fill(1f / (end - start));
        }

        return means;
    }

    private static ValueInfoProto Description(OnnxValue value)
    {
        TensorShapeProto shape = new() { Dim = { new TensorShapeProto.Types.Dimension { DimParam = "N" } } };
        shape.Dim.AddRange(value.Shape.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }));
        TypeProto.Types.Tensor tensor = new() { ElemType = (int)TensorProto.Types.DataType.Float, Shape = shape };
        return new ValueInfoProto { Name = value.Name, Type = new TypeProto { TensorType = tensor } };
    }

    private IEnumerable<string> Weights(params Tensor?[] tensors) => tensors.OfType<Tensor>().Select(Weight);

    private string Weight(Tensor tensor)
    {
        string name = _names[tensor];
        if (_stored.Contains(name))
        {
            return name;
        }

        using var scope = NewDisposeScope();
        Tensor values = tensor.detach().to(ScalarType.Float32).cpu().contiguous();
        return Store(name, TensorProto.Types.DataType.Float, tensor.shape, values.bytes);
    }

    private string Store(string name, TensorProto.Types.DataType type, long[] shape, ReadOnlySpan<byte> bytes)
    {
        _stored.Add(name);
        Proto.Initializer.Add(new TensorProto
        {
            Name = name, DataType = (int)type, Dims = { shape }, RawData = UnsafeByteOperations.UnsafeWrap(bytes.ToArray()),
        });
        return name;
    }
}
