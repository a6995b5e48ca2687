namespace SiameseSweep.Silo.Documents;

/// <summary>One page of a listing; pages count from 1.</summary>
internal sealed record PageDocument<T>(IReadOnlyList<T> Items, int Page, int PageSize, int Total);
