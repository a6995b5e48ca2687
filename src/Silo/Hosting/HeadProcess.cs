using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using SiameseSweep.Core;
using SiameseSweep.Core.Head;
using SiameseSweep.Core.Scheduling;
using SiameseSweep.Core.Store;
using SiameseSweep.Grains.Files;
using SiameseSweep.Grains.Runs;
using SiameseSweep.Silo.Cli;
using SiameseSweep.Silo.Homes;

namespace SiameseSweep.Silo.Hosting;

/// <summary>A head, from taking its DATADIR to giving it back.</summary>
internal sealed class HeadProcess : IAsyncDisposable
{
    // Short, as what trains here is saved already and clients may be slow for as long as they like.
    private static readonly TimeSpan DrainWithin = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(20);

    private readonly TimeProvider _time;
    private readonly HomeDirectory _home;
    private readonly HomeLock _lock;
    private readonly RecordStore _store;
    private readonly WebApplication _app;
    private readonly HeadFile _file;
    private readonly Lazy<Task> _end;

    private HeadProcess(TimeProvider time, HomeDirectory home, HomeLock held, RecordStore store, WebApplication app, HeadFile file)
    {
        (_time, _home, _lock, _store, _app, _file) = (time, home, held, store, app, file);
        // Once: a host that is stopped again after its services are gone would ask its workers to save over nothing.
        _end = new Lazy<Task>(End);
    }

    public string Url => _file.Url;

    public IRecordReader Record => _store.Reader;

    /// <summary>After its end: whether the state of all that trained here is saved.</summary>
    public bool IsSaved { get; private set; }

    /// <summary>Cancelled when this process has to end by itself.</summary>
    public CancellationToken HasToEnd => _app.Lifetime.ApplicationStopping;

    /// <summary>Why it has to: how its worker lost a device; null while it need not.</summary>
    public string? Lost => _app.Services.GetService<WorkerAgent>()?.Lost;

    public IClusterView Cluster => _app.Services.GetRequiredService<IClusterView>();

    public ISweepCommands Commands => _app.Services.GetRequiredService<ISweepCommands>();

    /// <exception cref="UserErrorException">DATADIR is in use, read-only or newer; the port is in use; a device is not there.</exception>
    public static async Task<HeadProcess> Start(HeadOptions options, TimeProvider time, CancellationToken cancellation)
    {
        HomeDirectory home = options.Settings.Home;
        OpenFiles.RequireEnough();
        options.Settings.CreateHome();
        PrivateFiles.ForThisProcess();
        HomeLock held = HomeLock.Take(home);
        RecordStore? store = null;
        WebApplication? app = null;
        try
        {
            options.Listen.RequireFree();
            store = RecordStore.Open(home, time);
            AccessToken token = AccessToken.Ensure(home);
            FileServer? files = options.Cluster.Redis is null ? null : new FileServer(options.Cluster.Address);
            app = HeadApplication.Build(options, store, token, files, time);
            await StartListening(app, options.Listen, cancellation);
            string[] addresses = [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];
            if (files is not null)
            {
                files.ListensAt(new Uri(addresses[1]).Port);
                app.Services.GetRequiredService<FileServerAddress>().Current = new FileServerInfo(files.Url, files.Token.Value, held.Mark);
            }

            HeadFile file = HeadFile.Here(UrlOf(addresses[0]), time);
            file.Write(home);
            if (token.IsNew && !options.Listen.TrustsOwnUser)
            {
                Terminal.Note($"Access token of this head (shown once, kept in {home.Path}/token): {token.Value}");
            }

            PrivateFiles.NoteWideHome(home);

            return new HeadProcess(time, home, held, store, app, file);
        }
        catch
        {
            if (app is not null)
            {
                await app.DisposeAsync();
            }

            if (store is not null)
            {
                await store.DisposeAsync();
            }

            held.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Saves the state of what trains here, tells the cluster, and gives DATADIR back. A second call waits for the first.
    /// </summary>
    public ValueTask DisposeAsync() => new(_end.Value);

    private async Task End()
    {
        try
        {
            _file.Remove(_home);
            WorkerAgent? agent = _app.Services.GetService<WorkerAgent>();
            IsSaved = agent is null || await agent.Leave(CancellationToken.None);

            // The host would let clients use up the grace of all that stops after them.
            _app.Lifetime.StopApplication(); // open pages end by themselves
            using CancellationTokenSource drained = new(DrainWithin);
            await _app.Services.GetRequiredService<IServer>().StopAsync(drained.Token);
            await InTime(_app.StopAsync());
        }
        finally
        {
            await InTime(_app.DisposeAsync().AsTask());
            await _store.DisposeAsync();
            _lock.Dispose();
        }
    }

    // A silo whose table cannot be written (the disk is full) tries for ever to say that it leaves. To the others it is then as
    // one that was killed.
    private async Task InTime(Task stopping)
    {
        try
        {
            await stopping.WaitAsync(StopWithin, _time);
        }
        catch (TimeoutException)
        {
            Terminal.Note(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"warning: this process could not leave the cluster within {StopWithin.TotalSeconds} s. "
                        + $"Is there room under {_home.Path}?"
                ));
        }
    }

    private static async Task StartListening(WebApplication app, ListenAddress listen, CancellationToken cancellation)
    {
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (IOException error) when (error.GetBaseException() is SocketException cause)
        {
            // Somebody took the port after it was seen free.
            throw listen.Refusal(cause.SocketErrorCode, error);
        }
    }

    private static string UrlOf(string address)
    {
        Uri bound = new(address);
        return ListenAddress.Url(IPAddress.Parse(bound.Host.Trim('[', ']')), bound.Port);
    }
}
