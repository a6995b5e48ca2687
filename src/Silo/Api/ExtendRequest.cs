namespace SiameseSweep.Silo.Api;

/// <summary>The body of <c>POST /api/sweeps/{id}/extend</c>.</summary>
internal sealed record ExtendRequest(int? RunCap, int? Epochs, bool Restart = false);
