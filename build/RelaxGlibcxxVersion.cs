using System;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Re-points the GLIBCXX_3.4.32 entry of an ELF64 library's version-need table at GLIBCXX_3.4.30.
/// Does nothing when the entry is absent (already done, or a newer TorchSharp that does not ask for it).
/// </summary>
public sealed class RelaxGlibcxxVersion : Task
{
    private const string From = "GLIBCXX_3.4.32";
    private const string To = "GLIBCXX_3.4.30";
    private const uint VersionNeedSection = 0x6ffffffe; // SHT_GNU_verneed

    [Required]
    public string Library { get; set; }

    public override bool Execute()
    {
        byte[] elf = File.ReadAllBytes(Library);
        if (elf.Length < 64 || elf[0] != 0x7f || elf[1] != 'E' || elf[4] != 2 || elf[5] != 1)
        {
            Log.LogError("{0} is not a little-endian ELF64 library.", Library);
            return false;
        }

        long sections = BitConverter.ToInt64(elf, 0x28);
        int sectionSize = BitConverter.ToUInt16(elf, 0x3a);
        int sectionCount = BitConverter.ToUInt16(elf, 0x3c);
        for (int i = 0; i < sectionCount; i++)
        {
            int header = checked((int)(sections + (long)i * sectionSize));
            if (BitConverter.ToUInt32(elf, header + 4) != VersionNeedSection)
            {
                continue;
            }

            int stringsHeader = checked((int)(sections + (long)BitConverter.ToUInt32(elf, header + 40) * sectionSize));
            int strings = checked((int)BitConverter.ToInt64(elf, stringsHeader + 24));
            if (Relax(elf, checked((int)BitConverter.ToInt64(elf, header + 24)), strings))
            {
                Replace(elf);
            }
        }

        return !Log.HasLoggedErrors;
    }

    private bool Relax(byte[] elf, int need, int strings)
    {
        int from = -1;
        int to = -1;
        while (true)
        {
            int aux = need + BitConverter.ToInt32(elf, need + 8);
            for (int k = BitConverter.ToUInt16(elf, need + 2); k > 0; k--)
            {
                string name = Name(elf, strings + BitConverter.ToInt32(elf, aux + 8));
                from = name == From ? aux : from;
                to = name == To ? aux : to;
                aux += BitConverter.ToInt32(elf, aux + 12);
            }

            int next = BitConverter.ToInt32(elf, need + 12);
            if (next == 0)
            {
                break;
            }

            need += next;
        }

        if (from < 0)
        {
            return false;
        }

        if (to < 0)
        {
            Log.LogError("{0} asks for {1} but does not name {2}: this TorchSharp cannot be relaxed the known way.", Library, From, To);
            return false;
        }

        Buffer.BlockCopy(elf, to, elf, from, 4);         // vna_hash
        Buffer.BlockCopy(elf, to + 8, elf, from + 8, 4); // vna_name
        return true;
    }

    private static string Name(byte[] elf, int at)
    {
        int end = Array.IndexOf(elf, (byte)0, at);
        return Encoding.ASCII.GetString(elf, at, end - at);
    }

    private void Replace(byte[] elf)
    {
        // A new file under the old name and the old time stamp: the package's own file may be a hard link of this one,
        // and an unchanged time keeps the incremental copy from undoing the work on the next build.
        DateTime stamp = File.GetLastWriteTimeUtc(Library);
        string fresh = Library + ".relaxed";
        File.WriteAllBytes(fresh, elf);
        File.SetLastWriteTimeUtc(fresh, stamp);
        File.Delete(Library);
        File.Move(fresh, Library);
        Log.LogMessage(MessageImportance.Low, "{0}: {1} relaxed to {2}.", Library, From, To);
    }
}
