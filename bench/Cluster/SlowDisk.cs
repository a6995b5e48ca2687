using System.Reflection;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Bench.Cluster;

/// <summary>A record whose every batch of reports takes a while longer, as on a disk that is slow.</summary>
internal class SlowDisk : DispatchProxy
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(100);
    private IRecordWriter _inner = null!;

    public static IRecordWriter Before(IRecordWriter inner)
    {
        IRecordWriter proxy = Create<IRecordWriter, SlowDisk>();
        ((SlowDisk)(object)proxy)._inner = inner;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == nameof(IRecordWriter.Apply) ? Later((Core.Runs.ReportBatch)args![0]!) : targetMethod.Invoke(_inner, args);

    private async Task<Core.Runs.ReportAck> Later(Core.Runs.ReportBatch batch)
    {
        await Task.Delay(Delay).ConfigureAwait(false);
        return await _inner.Apply(batch).ConfigureAwait(false);
    }
}
