namespace SiameseSweep.Silo.Hosting;

/// <summary>Signals are <see cref="Cli.Interruption"/>'s; the host starts and stops when the command says so.</summary>
internal sealed class ManualLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
