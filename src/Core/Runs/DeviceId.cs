using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace SiameseSweep.Core.Runs;

/// <summary>A kind of device. Its name, <c>cpu</c> or <c>cuda</c>, is part of what decides a run's bits.</summary>
public enum DeviceKind
{
    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU.</summary>
    Cuda,
}

/// <summary>A device of a machine, written <c>cpu</c> or <c>cuda:N</c>.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Index">Number among the GPUs of the machine, from 0; 0 for the CPU.</param>
public readonly record struct DeviceId(DeviceKind Kind, int Index = 0)
{
    private const string CpuName = "cpu";
    private const string CudaName = "cuda";

    /// <summary>Name of the kind, <c>cpu</c> or <c>cuda</c>.</summary>
    public string KindName => Kind == DeviceKind.Cpu ? CpuName : CudaName;

    /// <summary>Reads <c>cpu</c> or <c>cuda:N</c>, as <see cref="ToString"/> writes them.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out DeviceId device)
    {
        device = default;
        if (text?.StartsWith(CudaName + ":", StringComparison.Ordinal) == true
            && int.TryParse(text.AsSpan(CudaName.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int index))
        {
            device = new DeviceId(DeviceKind.Cuda, index);
        }

        return text == device.ToString();
    }

    /// <inheritdoc cref="TryParse"/>
    /// <exception cref="FormatException">The text is not a device.</exception>
    public static DeviceId Parse(string text) =>
        TryParse(text, out DeviceId device) ? device : throw new FormatException($"'{text}' is not a device; one reads cpu or cuda:N.");

    /// <inheritdoc/>
    public override string ToString() =>
        Kind == DeviceKind.Cpu ? CpuName : string.Create(CultureInfo.InvariantCulture, $"{CudaName}:{Index}");
}
