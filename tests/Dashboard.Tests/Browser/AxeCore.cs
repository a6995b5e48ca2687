using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using SiameseSweep.TestKit;

namespace SiameseSweep.Dashboard.Tests.Browser;

/// <summary>The accessibility checker axe-core, fetched once by npm into the build's folder; nothing of it is in the repository.</summary>
internal static class AxeCore
{
    private const string Version = "4.14.1";

    /// <summary>Its script; the running test is skipped, with the reason, when npm cannot get it.</summary>
    public static async Task<string> Script()
    {
        string folder = Path.Combine(Repository.Root, "artifacts", "axe");
        string archive = Path.Combine(folder, $"axe-core-{Version}.tgz");
        if (!File.Exists(archive))
        {
            Directory.CreateDirectory(folder);
            Assert.SkipUnless(await Pack(folder), $"npm could not fetch axe-core {Version}: put its archive at {archive}.");
        }

        await using FileStream file = File.OpenRead(archive);
        await using GZipStream unzipped = new(file, CompressionMode.Decompress);
        await using TarReader tar = new(unzipped);
        while (await tar.GetNextEntryAsync() is TarEntry entry)
        {
            if (entry.Name == "package/axe.min.js")
            {
                using StreamReader reader = new(entry.DataStream!);
                return await reader.ReadToEndAsync();
            }
        }

        throw new InvalidOperationException($"{archive} holds no package/axe.min.js.");
    }

    private static async Task<bool> Pack(string folder)
    {
        try
        {
            using Process npm = Process.Start(new ProcessStartInfo("npm", ["pack", $"axe-core@{Version}", "--silent"])
            {
                WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            await Task.WhenAll(npm.StandardOutput.ReadToEndAsync(), npm.StandardError.ReadToEndAsync(), npm.WaitForExitAsync());
            return npm.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // No npm on this machine.
            return false;
        }
    }
}
