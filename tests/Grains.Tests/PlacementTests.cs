using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Runtime.Placement;
using SiameseSweep.Core.Metrics;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Grains.Runs;
using SiameseSweep.TestKit;

namespace SiameseSweep.Grains.Tests;

public sealed class PlacementTests
{
    private static readonly RunAssignment Assigned = new()
    {
        Run = new RunId("orl-7f3a", 0, 0, 0),
        Attempt = 1,
        LeaseToken = "t",
        Configuration = new RunConfiguration(),
        Options = new SiameseOptions(),
        Metric = new MetricSpec(),
        Device = "cpu",
        Threads = 1,
    };

    [Fact]
    public async Task An_attempt_starts_on_the_leased_silo_and_nowhere_else()
    {
        await using Cluster cluster = await Cluster.Start();
        Assert.True(await cluster.StartOn(cluster.Second, hint: cluster.Second));
        await cluster.SecondTrainer.HasBegun;
        Assert.False(cluster.FirstTrainer.HasBegun.IsCompleted);
    }

    [Fact]
    public async Task A_grain_that_came_to_the_wrong_silo_moves_to_the_leased_one()
    {
        await using Cluster cluster = await Cluster.Start();
        Assert.False(await cluster.StartOn(cluster.Second, hint: cluster.First)); // as if the hint had not counted
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(20));
        using PeriodicTimer again = new(TimeSpan.FromMilliseconds(300)); // late enough that the grain has left when it is called again
        do
        {
            await again.WaitForNextTickAsync(patience.Token);
        }
        while (!await cluster.StartOn(cluster.Second, hint: cluster.Second));

        await cluster.SecondTrainer.HasBegun;
        Assert.False(cluster.FirstTrainer.HasBegun.IsCompleted);
    }

    private sealed class Cluster(TemporaryDirectory home, TestHead head, TestHead first, TestHead second) : IAsyncDisposable
    {
        public ILocalSiloDetails First => first.Services.GetRequiredService<ILocalSiloDetails>();

        public ILocalSiloDetails Second => second.Services.GetRequiredService<ILocalSiloDetails>();

        public required NotingTrainer FirstTrainer { get; init; }

        public required NotingTrainer SecondTrainer { get; init; }

        public static async Task<Cluster> Start()
        {
            TemporaryDirectory home = new();
            NotingTrainer first = new();
            NotingTrainer second = new();
            Cluster cluster = new(
                home,
                await TestHead.Start(home.Path, first, worker: false),
                await TestHead.Start(home.Path, first, head: false),
                await TestHead.Start(home.Path, second, head: false)) { FirstTrainer = first, SecondTrainer = second };
            await cluster.AllSeen();
            return cluster;
        }

        /// <summary>
        /// Slots are leased of silos alone that the head has seen join, which it does a moment after they say so themselves. A hint
        /// counts once it also
        /// knows what they can run (the manifest) and what they are for (the metadata), which it asks them for then, one after the other.
        /// </summary>
        private async Task AllSeen()
        {
            ISiloStatusOracle silos = head.Services.GetRequiredService<ISiloStatusOracle>();
            IClusterManifestProvider manifests = head.Services.GetRequiredService<IClusterManifestProvider>();
            ISiloMetadataCache metadata = head.Services.GetRequiredService<ISiloMetadataCache>();
            bool Known(ILocalSiloDetails silo) => silos.GetApproximateSiloStatus(silo.SiloAddress) == SiloStatus.Active
                && manifests.Current.Silos.ContainsKey(silo.SiloAddress) && metadata.GetSiloMetadata(silo.SiloAddress).Metadata.Count > 0;
            using CancellationTokenSource patience = new(TimeSpan.FromSeconds(20));
            using PeriodicTimer again = new(TimeSpan.FromMilliseconds(20));
            while (!Known(First) || !Known(Second))
            {
                await again.WaitForNextTickAsync(patience.Token);
            }
        }

        public async Task<bool> StartOn(ILocalSiloDetails leased, ILocalSiloDetails hint)
        {
            RequestContext.Set(IPlacementDirector.PlacementHintKey, hint.SiloAddress);
            Task<bool> started = head.Services.GetRequiredService<IGrainFactory>()
                .GetGrain<IExperimentGrain>(IExperimentGrain.KeyOf(Assigned)).Start(Assigned, leased.Name);
            RequestContext.Remove(IPlacementDirector.PlacementHintKey);
            return await started.WaitAsync(TestContext.Current.CancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            await first.DisposeAsync();
            await second.DisposeAsync();
            await head.DisposeAsync();
            home.Dispose();
        }
    }

    private sealed class NotingTrainer : Training.Runs.ITrainer
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task HasBegun => _begun.Task.WaitAsync(TimeSpan.FromSeconds(20));

        public void Train(RunAssignment assignment, Training.Runs.TrainingContext context) => _begun.TrySetResult();
    }
}
