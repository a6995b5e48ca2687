using SiameseSweep.Core;
using SiameseSweep.Core.Commands;

namespace SiameseSweep.Dashboard.Tests.Fakes;

/// <summary>A cluster as told, and a verifier that answers with a fixed verdict.</summary>
internal sealed class FakeCluster : IClusterView, IFaceVerifier, IFacePictures
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

    /// <summary>When set, the data set is not there.</summary>
    public UserErrorException? NoFaces { get; set; }

    public IReadOnlyList<FaceEntry> Faces(string sweepId) => NoFaces is null
        ? [new FaceEntry("testing/p1/1.pgm", "p1", true), new FaceEntry("testing/p1/2.pgm", "p1", true), new FaceEntry("training/p9/1.pgm", "p9", false)]
        : throw NoFaces;

    public byte[]? Png(string sweepId, string path) => path.StartsWith("testing/", StringComparison.Ordinal) ? [0x89, (byte)'P', (byte)'N', (byte)'G', 1] : null;
}
