namespace SiameseSweep.Core.Store;

/// <summary>The record is of an earlier version; a head that opens it brings it up to date.</summary>
public sealed class OlderRecordException(string message) : UserErrorException(message);
