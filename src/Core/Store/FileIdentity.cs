using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace SiameseSweep.Core.Store;

/// <summary>Which file a path leads to, whatever its name: device and inode, by statx(2).</summary>
/// <remarks>
/// Asked by path and never by opening the file: closing it would take the locks that SQLite holds on it in this process
/// (https://sqlite.org/howtocorrupt.html, 2.2).
/// </remarks>
/// <param name="Device">Major and minor number of the device.</param>
/// <param name="Inode">Number of the file there.</param>
public readonly record struct FileIdentity(ulong Device, ulong Inode)
{
    private const int CurrentDirectory = -100;
    private const uint InodeAsked = 0x100;

    // Of struct statx, which is the same on all architectures.
    private const int Size = 256, InodeAt = 32, DeviceAt = 136;

    /// <summary>That of the file at a path; null when there is none.</summary>
    public static FileIdentity? Of(string path)
    {
        byte[] about = new byte[Size];
        return Statx(CurrentDirectory, path, 0, InodeAsked, about) == 0
            ? new FileIdentity(Word(about, DeviceAt), Word(about, InodeAt))
            : null;
    }

    private static ulong Word(byte[] about, int at) => BitConverter.IsLittleEndian
        ? BinaryPrimitives.ReadUInt64LittleEndian(about.AsSpan(at))
        : BinaryPrimitives.ReadUInt64BigEndian(about.AsSpan(at));

    [DllImport("libc", EntryPoint = "statx")]
    private static extern int Statx(int directory, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, byte[] about);
}
