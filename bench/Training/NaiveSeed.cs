using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SiameseSweep.Bench.Training;

/// <summary>
/// The seed's training written down in TorchSharp as one would port it line by line: modules, two passes of the whole network,
/// torch.optim's Adam, the loss fetched at every step. What the trainer is measured against; change nothing here to make it faster.
/// </summary>
internal sealed class NaiveSeed : nn.Module<Tensor, Tensor, (Tensor, Tensor)>
{
    private readonly Sequential _cnn1;
    private readonly Sequential _fc1;

    public NaiveSeed(int size = 100, int embedding = 5)
        : base(nameof(NaiveSeed))
    {
        _cnn1 = nn.Sequential(
            nn.ReflectionPad2d(1), nn.Conv2d(1, 4, 3), nn.ReLU(inplace: true), nn.BatchNorm2d(4),
            nn.ReflectionPad2d(1), nn.Conv2d(4, 8, 3), nn.ReLU(inplace: true), nn.BatchNorm2d(8),
            nn.ReflectionPad2d(1), nn.Conv2d(8, 8, 3), nn.ReLU(inplace: true), nn.BatchNorm2d(8));
        _fc1 = nn.Sequential(
            nn.Linear(8L * size * size, 500),
            nn.ReLU(inplace: true),
            nn.Linear(500, 500),
            nn.ReLU(inplace: true),
            nn.Linear(500, embedding));
        RegisterComponents();
    }

    public override (Tensor, Tensor) forward(Tensor input1, Tensor input2) => (Once(input1), Once(input2));

    public static Tensor Loss(Tensor a, Tensor b, Tensor label, double margin)
    {
        Tensor distance = nn.functional.pairwise_distance(a, b, keepdim: true);
        return mean(((1 - label) * distance.pow(2)) + (label * clamp(margin - distance, min: 0.0).pow(2)));
    }

    private Tensor Once(Tensor x) => _fc1.call(_cnn1.call(x).view(x.shape[0], -1));
}
