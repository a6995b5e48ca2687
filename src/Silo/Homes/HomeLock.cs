using System.Globalization;
using System.Text;
using SiameseSweep.Core;
using SiameseSweep.Core.Store;
using SiameseSweep.Grains.Files;

namespace SiameseSweep.Silo.Homes;

/// <summary>
/// One head at a time in a DATADIR. The operating system lets go of the lock when the process ends, however it ends; the
/// process id in the file is for people, the word after it for workers.
/// </summary>
internal sealed class HomeLock : IDisposable
{
    private readonly FileStream _file;

    private HomeLock(FileStream file, string mark) => (_file, Mark) = (file, mark);

    /// <summary>The word by which a worker knows that its home is this one (<see cref="HomeId"/>).</summary>
    public string Mark { get; }

    /// <exception cref="UserErrorException">Another process holds it; the message names it.</exception>
    public static HomeLock Take(HomeDirectory home)
    {
        // A byte-range lock, because others must be able to read the process id in a locked file.
        FileStream file = new(home.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        try
        {
            file.Lock(0, 1);
        }
        catch (IOException error)
        {
            string holder = Holder(file);
            file.Dispose();
            throw new UserErrorException(
                $"{home.Path} is in use by {holder}: one head at a time. Send your sweep to it with 'submit', stop it, or choose another "
                    + $"--home.",
                inner: error);
        }

        file.SetLength(0);
        string mark = HomeId.New();
        file.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n{mark}\n")));
        file.Flush();
        return new HomeLock(file, mark);
    }

    public void Dispose() => _file.Dispose();

    private static string Holder(FileStream file)
    {
        byte[] text = new byte[16];
        int length = file.Read(text);
        string pid = Encoding.ASCII.GetString(text, 0, length).Split('\n')[0].Trim();
        return pid.Length > 0 ? $"process {pid}" : "another process";
    }
}
