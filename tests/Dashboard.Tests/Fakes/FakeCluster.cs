using SiameseSweep.Core.Commands;

namespace SiameseSweep.Dashboard.Tests.Fakes;

/// <summary>A cluster as told, and a verifier that answers with a fixed verdict.</summary>
internal sealed class FakeCluster : IClusterView, IFaceVerifier
{
    public List<SiloStatus> Known { get; } = [];

    public FaceVerdict Verdict { get; set; } = new(0.41, 0.95, true);

    public Exception? Failure { get; set; }

    public string? AskedCheckpoint { get; private set; }

    public Task<IReadOnlyList<SiloStatus>> Silos() => Failure is null ? Task.FromResult<IReadOnlyList<SiloStatus>>(Known) : Task.FromException<IReadOnlyList<SiloStatus>>(Failure);

    public Task<FaceVerdict> Compare(string checkpointFile, byte[] imageA, byte[] imageB, CancellationToken cancellation = default)
    {
        AskedCheckpoint = checkpointFile;
        return Failure is null ? Task.FromResult(Verdict) : Task.FromException<FaceVerdict>(Failure);
    }
}
