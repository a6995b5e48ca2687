using System.Globalization;
using System.Runtime.InteropServices;

namespace SiameseSweep.Grains.Runs;

/// <summary>
/// Priority of threads where there are more than cores: a head, then the rest of a worker (heartbeats, reports, and the compiling
/// of methods that are called often, which is most of its processor time in the seconds in which a head comes back), then training.
/// Training on every core would else starve heartbeats, and a starved silo looks dead. .NET ignores thread priorities on Linux, so
/// their niceness is set with the system call: relative to what it is, as <c>nice</c> does it.
/// </summary>
public static class Niceness
{
    private const int PrioProcess = 0; // on Linux 'who' is a thread, and 0 the calling one
    private const int Step = 5;

    /// <summary>This process goes after others: its threads, and those that they will start.</summary>
    public static void LowerProcess()
    {
        if (OperatingSystem.IsLinux())
        {
            foreach (string thread in Directory.EnumerateDirectories("/proc/self/task"))
            {
                Lower(uint.Parse(Path.GetFileName(thread), CultureInfo.InvariantCulture));
            }
        }
    }

    /// <summary>The calling thread goes after others of its process, as do the tensor threads that it starts.</summary>
    public static void Lower()
    {
        if (OperatingSystem.IsLinux())
        {
            Lower(0);
        }
        else
        {
            Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
        }
    }

    // refused at worst, and then nothing is lost but politeness
    private static void Lower(uint thread) => _ = SetPriority(PrioProcess, thread, GetPriority(PrioProcess, thread) + Step);

    [DllImport("libc", EntryPoint = "getpriority")]
    private static extern int GetPriority(int which, uint who);

    [DllImport("libc", EntryPoint = "setpriority")]
    private static extern int SetPriority(int which, uint who, int priority);
}
