using SiameseSweep.Core;
using SiameseSweep.Core.Head;

namespace SiameseSweep.Dashboard.Tests.Fakes;

/// <summary>A cluster as told, and a verifier that answers with a fixed verdict.</summary>
internal sealed class FakeCluster : IClusterView, IFaceVerifier, IFacePictures
{
    public List<SiloView> Known { get; } = [];

    public FaceVerdict Verdict { get; set; } = new(0.41, 0.95, true);

    public Exception? Failure { get; set; }

    public string? AskedCheckpoint { get; private set; }

    public Task<IReadOnlyList<SiloView>> Silos() =>
        Failure is null ? Task.FromResult<IReadOnlyList<SiloView>>(Known) : Task.FromException<IReadOnlyList<SiloView>>(Failure);

    /// <summary>A verdict is given when this has ended.</summary>
    public Task Until { get; set; } = Task.CompletedTask;

    public async Task<FaceVerdict> Compare(string checkpointFile, byte[] imageA, byte[] imageB, CancellationToken cancellation = default)
    {
        AskedCheckpoint = checkpointFile;
        await Until;
        return Failure is null ? Verdict : throw Failure;
    }

    /// <summary>When set, the data set is not there.</summary>
    public UserErrorException? NoFaces { get; set; }

    /// <summary>Called when a sweep's faces are asked for, before they are given.</summary>
    public Action<string> FacesAsked { get; set; } = _ => { };

    /// <summary>Faces of sweeps that have others than the rest.</summary>
    public Dictionary<string, IReadOnlyList<FaceEntry>> FacesOf { get; } = [];

    public IReadOnlyList<FaceEntry> Faces(string sweepId)
    {
        FacesAsked(sweepId);
        return FacesOf.TryGetValue(sweepId, out IReadOnlyList<FaceEntry>? own) ? own : Faces();
    }

    private IReadOnlyList<FaceEntry> Faces() =>
        NoFaces is null
            ? [
                new FaceEntry("testing/p1/1.pgm", "p1", true),
                new FaceEntry("testing/p1/2.pgm", "p1", true),
                new FaceEntry("training/p9/1.pgm", "p9", false),
            ]
            : throw NoFaces;

    public byte[]? Png(string sweepId, string path) =>
        path.StartsWith("testing/", StringComparison.Ordinal) ? [0x89, (byte)'P', (byte)'N', (byte)'G', 1] : null;
}
