namespace SiameseSweep.Core.Store;

/// <summary>Whether the record is what a head takes it for.</summary>
public interface IRecordHealth
{
    /// <summary>Problem and remedy, for display; null if there is none.</summary>
    string? Problem { get; }
}
