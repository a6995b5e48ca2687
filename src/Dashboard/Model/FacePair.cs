namespace SiameseSweep.Dashboard.Model;

/// <summary>Two images of a data set; in addresses as <c>a|b</c>.</summary>
public sealed record FacePair(string ImageA, string ImageB)
{
    /// <inheritdoc/>
    public override string ToString() => $"{ImageA}|{ImageB}";

    /// <summary>Reads an address; null when it names no two images.</summary>
    public static FacePair? Parse(string? text) => text?.Split('|') is [{ Length: > 0 } a, { Length: > 0 } b] ? new FacePair(a, b) : null;
}
