using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using SiameseSweep.Dashboard.Model;

namespace SiameseSweep.Dashboard.Components.Controls;

/// <summary>Takes one image file by dropping or choosing. What it holds is looked at by the verifier, which has limits of its own.</summary>
public sealed partial class FaceInput
{
    /// <summary>Largest file that is taken.</summary>
    public const long MostBytes = 10_000_000;

    private string? _name;
    private string? _preview;
    private string? _error;

    /// <summary>Above it.</summary>
    [Parameter, EditorRequired] public required string Title { get; set; }

    /// <summary>Told the file's bytes; null when it was not taken.</summary>
    [Parameter] public EventCallback<byte[]?> Changed { get; set; }

    private async Task Read(InputFileChangeEventArgs e)
    {
        IBrowserFile file = e.File;
        (_name, _preview, _error) = (file.Name, null, null);
        byte[]? bytes = null;
        if (file.Size > MostBytes)
        {
            _error = $"{file.Name} has {Format.Bytes(file.Size)}; at most {Format.Bytes(MostBytes)} are taken.";
        }
        else
        {
            try
            {
                using MemoryStream copy = new();
                await using Stream stream = file.OpenReadStream(MostBytes);
                await stream.CopyToAsync(copy);
                bytes = copy.ToArray();
                _preview = Preview(bytes);
            }
            catch (IOException error)
            {
                _error = $"{file.Name} could not be read: {error.Message}";
            }
        }

        await Changed.InvokeAsync(bytes);
    }

    // Browsers show no PGM. The type is told by the first bytes, not by the name.
    private static string? Preview(byte[] bytes) => bytes switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => $"data:image/png;base64,{Convert.ToBase64String(bytes)}",
        [0xFF, 0xD8, ..] => $"data:image/jpeg;base64,{Convert.ToBase64String(bytes)}",
        [(byte)'B', (byte)'M', ..] => $"data:image/bmp;base64,{Convert.ToBase64String(bytes)}",
        _ => null,
    };
}
