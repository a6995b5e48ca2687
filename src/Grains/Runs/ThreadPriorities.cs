using System.Runtime.InteropServices;

namespace SiameseSweep.Grains.Runs;

/// <summary>
/// Training on every core starves heartbeats, and a starved silo looks dead. .NET ignores thread priorities on Linux, so the
/// niceness of the training thread (and of the tensor threads it starts, which inherit it) is set with the system call.
/// </summary>
internal static class ThreadPriorities
{
    private const int PrioProcess = 0; // on Linux 'who' 0 is the calling thread
    private const int Niceness = 5;

    public static void BePolite()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SetPriority(PrioProcess, 0, Niceness); // refused at worst, and then nothing is lost but politeness
        }
        else
        {
            Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
        }
    }

    [DllImport("libc", EntryPoint = "setpriority")]
    private static extern int SetPriority(int which, uint who, int priority);
}
