using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;
using SiameseSweep.Core;
using SiameseSweep.Core.Head;
using SiameseSweep.Dashboard.Model;

namespace SiameseSweep.Dashboard.Components.Verify;

/// <summary>
/// Takes one image file by dropping or choosing. What it holds is looked at by the verifier, which has limits of its own.
/// </summary>
public sealed partial class FaceInput
{
    /// <summary>Largest file that is taken.</summary>
    public const long MostBytes = 10_000_000;

    private const long MostPreviewPixels = 50_000_000;

    private string? _name;
    private string? _preview;
    private string? _error;
    private string _picked = "";
    private int _taken;

    /// <summary>Above it.</summary>
    [Parameter, EditorRequired] public required string Title { get; set; }

    /// <summary>Faces of the data set to pick from instead.</summary>
    [Parameter] public IReadOnlyList<FaceEntry> Faces { get; set; } = [];

    /// <summary>Gives the bytes of a face of the data set.</summary>
    [Parameter] public Func<string, Task<byte[]?>>? Fetch { get; set; }

    /// <summary>Told the file's bytes; null when it was not taken.</summary>
    [Parameter] public EventCallback<byte[]?> Changed { get; set; }

    private async Task Read(InputFileChangeEventArgs e)
    {
        if (e.FileCount != 1)
        {
            return; // some browsers tell of a dialog that was left without choosing
        }

        IBrowserFile file = e.File;
        int taken = ++_taken;
        (_name, _preview, _error, _picked) = (file.Name, null, null, "");
        await Changed.InvokeAsync(null); // until it is here, nothing is compared in its place
        byte[]? bytes = null;
        string? error = null;
        if (file.Size > MostBytes)
        {
            error = $"{file.Name} has {Format.Bytes(file.Size)}; at most {Format.Bytes(MostBytes)} are taken.";
        }
        else
        {
            try
            {
                using MemoryStream copy = new();
                await using Stream stream = file.OpenReadStream(MostBytes);
                await stream.CopyToAsync(copy);
                bytes = copy.ToArray();
            }
            catch (Exception broken) when (broken is IOException or InvalidOperationException or TimeoutException or JSException)
            {
                // A file that was changed or deleted since, say: the browser tells of it in the middle of reading.
                error = $"{file.Name} could not be read: {broken.Message}";
            }
        }

        await Give(taken, bytes, error);
    }

    private async Task Pick(ChangeEventArgs e)
    {
        int taken = ++_taken;
        _picked = e.Value?.ToString() ?? "";
        (_name, _preview, _error) = (_picked.Length == 0 ? null : _picked, null, null);
        await Changed.InvokeAsync(null);
        byte[]? bytes = null;
        string? error = null;
        if (_picked is { Length: > 0 } picked && Fetch is not null)
        {
            try
            {
                bytes = await Fetch(picked);
                error = bytes is null ? $"The data set has no image {picked} any more." : null;
            }
            catch (Exception refused) when (refused is UserErrorException or IOException)
            {
                error = refused.Message;
            }
        }

        await Give(taken, bytes, error);
    }

    // What was chosen before the last choice may come after it: then it counts no more.
    private async Task Give(int taken, byte[]? bytes, string? error)
    {
        if (taken == _taken)
        {
            (_preview, _error) = (bytes is null ? null : Preview(bytes), error);
            await Changed.InvokeAsync(bytes);
        }
    }

    // What is only shown is not decoded here, and a browser is not asked to unpack what claims to be huge.
    private static bool IsHuge(byte[] png) =>
        png.Length > 24
        && (long)System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(16))
            * System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(20))
            > MostPreviewPixels;

    // Browsers show no PGM. The type is told by the first bytes, not by the name.
    private static string? Preview(byte[] bytes) => bytes switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] when !IsHuge(bytes) => $"data:image/png;base64,{Convert.ToBase64String(bytes)}",
        [0xFF, 0xD8, ..] => $"data:image/jpeg;base64,{Convert.ToBase64String(bytes)}",
        [(byte)'B', (byte)'M', ..] => $"data:image/bmp;base64,{Convert.ToBase64String(bytes)}",
        _ => null,
    };
}
