namespace SiameseSweep.Training.Data;

/// <summary>Decoded image in grey levels.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Pixels">8-bit grey, row by row, width × height.</param>
public sealed record DecodedImage(int Width, int Height, byte[] Pixels);
