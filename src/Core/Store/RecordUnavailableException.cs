using Orleans;

namespace SiameseSweep.Core.Store;

/// <summary>
/// The record's disk refuses: full, read-only, failing or locked. Nothing of the call that failed is recorded; the same call may
/// succeed once the disk is mended, so workers keep their reports and send them again.
/// </summary>
[GenerateSerializer]
public sealed class RecordUnavailableException(string message, Exception? inner = null)
    : UserErrorException(message, UserErrorCause.Environment, inner);
