namespace SiameseSweep.Silo.Documents;

/// <summary>A row of <c>loss_history</c>, its run left out.</summary>
internal readonly record struct LossPointDocument(int Step, double Loss);
