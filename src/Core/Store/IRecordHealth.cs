namespace SiameseSweep.Core.Store;

/// <summary>Whether the record is what a head takes it for.</summary>
public interface IRecordHealth
{
    /// <summary>What is wrong with it and what to do, for everybody who looks at it; null while nothing is.</summary>
    string? Problem { get; }
}
