namespace SiameseSweep.Grains.Files;

/// <summary>Why a piece of a file was not taken.</summary>
public enum ArrivalRefusal
{
    /// <summary>Another attempt trains the run, or nobody does.</summary>
    Superseded,

    /// <summary>The piece does not begin where the file ends.</summary>
    OtherOffset,

    /// <summary>The whole has another hash or length than announced.</summary>
    WrongContent,
}

/// <summary>The head did not take a piece of a file.</summary>
public sealed class UploadRejectedException(ArrivalRefusal refusal, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Why.</summary>
    public ArrivalRefusal Refusal { get; } = refusal;
}
