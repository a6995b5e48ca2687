using SiameseSweep.Bench;
using SiameseSweep.Bench.Cluster;
using SiameseSweep.Bench.Dashboard;
using SiameseSweep.Bench.Engine;
using SiameseSweep.Bench.Generate;
using SiameseSweep.Bench.Search;
using SiameseSweep.Bench.Training;

BenchCommand[] commands =
[
    TrainBench.Command, StepBench.Command, StepParts.Command, NetworkBench.Command, SearchBench.Command, EngineBench.Command,
    RecordGenerator.Command,
    DashboardBench.Command, RecorderBench.Command, DispatchBench.Command, RestartBench.Command, ChaosBench.Command, GpuBench.Command,
    OursTraining.Command, NaiveTraining.Command, RecorderBench.WorkerCommand, DispatchBench.WorkersCommand,
];

if (Array.Find(commands, c => c.Name == args.FirstOrDefault()) is { } command)
{
    return await command.Run(args[1..]).ConfigureAwait(false);
}

Console.Error.WriteLine("Usage: dotnet run -c Release --project bench -- BENCHMARK");
foreach (BenchCommand listed in commands.Where(c => c.Help is not null))
{
    Console.Error.WriteLine($"  {listed.Name} {listed.Usage}{Environment.NewLine}      {listed.Help}");
}

return 2;
