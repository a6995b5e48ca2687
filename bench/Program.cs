using System.Diagnostics;
using SiameseSweep.Bench;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Losses;
using SiameseSweep.Training.Models;
using SiameseSweep.Training.Optimizers;
using static TorchSharp.torch;

set_num_threads(2);
int steps = 12;
using var all = NewDisposeScope();
Tensor x = rand(32, 1, 100, 100), y = rand(32, 1, 100, 100), l = randint(0, 2, [32], float32);

Tensor lc = l.unsqueeze(1);
if (args.Contains("naive"))
{
    using NaiveSeed naive = new();
    var adam = optim.Adam(naive.parameters(), 5e-4);
    Measure("naive", () => { adam.zero_grad(); var (a, b) = naive.call(x, y); Tensor z = NaiveSeed.Loss(a, b, lc, 2); z.item<float>(); return z; }, z => z.backward(), () => adam.step());
}

using SiameseNetwork net = new(100, 5, 0, 1, CPU);
using FusedOptimizer opt = new(OptimizerKind.Adam, net.Parameters, 5e-4, 0);
using SiameseLoss loss = LossRegistry.Create(new RunConfiguration(), 32, CPU, 1);
Measure("ours", () => loss.Forward(net.Train([x, y]), l, null), net.Backward, opt.Step);

void Measure(string name, Func<Tensor> forward, Action<Tensor> back, Action step)
{
    double f = 1e9, b = 1e9, o = 1e9;
    for (int s = -3; s < steps; s++)
    {
        using var scope = NewDisposeScope();
        long t0 = Stopwatch.GetTimestamp();
        Tensor z = forward();
        long t1 = Stopwatch.GetTimestamp();
        back(z);
        long t2 = Stopwatch.GetTimestamp();
        step();
        long t3 = Stopwatch.GetTimestamp();
        double ms = 1000.0 / Stopwatch.Frequency;
        f = Math.Min(f, (t1 - t0) * ms); b = Math.Min(b, (t2 - t1) * ms); o = Math.Min(o, (t3 - t2) * ms);
    }
    Console.WriteLine(FormattableString.Invariant($"{name}: forward {f:F1} backward {b:F1} optimizer {o:F1} total {f + b + o:F1}"));
}
