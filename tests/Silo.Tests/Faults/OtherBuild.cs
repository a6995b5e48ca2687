using SiameseSweep.Grains.Hosting;

namespace SiameseSweep.Silo.Tests.Faults;

/// <summary>The program with grains of another module id, which is what a compiler gives to a changed source.</summary>
internal static class OtherBuild
{
    /// <summary>Makes it in a folder and returns the path of its dll.</summary>
    public static string Make(string folder)
    {
        string original = Path.GetDirectoryName(Programs.SiloProgram.Dll)!;
        string grains = Path.GetFileName(typeof(Build).Assembly.Location);
        Directory.CreateDirectory(folder);
        foreach (string entry in Directory.GetFileSystemEntries(original))
        {
            // The host follows the link of the program itself back to the folder it came from; the large rest may be links.
            string copy = Path.Combine(folder, Path.GetFileName(entry));
            if (Path.GetFileName(entry).StartsWith("siamese-sweep", StringComparison.Ordinal) || Path.GetFileName(entry) == grains)
            {
                File.Copy(entry, copy);
            }
            else
            {
                File.CreateSymbolicLink(copy, entry);
            }
        }

        byte[] bytes = File.ReadAllBytes(Path.Combine(original, grains));
        int id = bytes.AsSpan().IndexOf(typeof(Build).Module.ModuleVersionId.ToByteArray());
        Assert.True(id > 0, "The module id was not found in the assembly.");
        bytes[id] ^= 0xff;
        File.WriteAllBytes(Path.Combine(folder, grains), bytes);
        return Path.Combine(folder, Path.GetFileName(Programs.SiloProgram.Dll));
    }
}
