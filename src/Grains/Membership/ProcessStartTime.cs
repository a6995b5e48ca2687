using System.Globalization;

namespace SiameseSweep.Grains.Membership;

/// <summary>
/// Tells a process from another that gets its number later: by the kernel's ticks between boot and its start (proc(5), field 22 of
/// <c>/proc/PID/stat</c>). They stay as they are when the clock is set, as on a virtual machine that was paused; a time of day does not.
/// </summary>
public static class ProcessStartTime
{
    private const int StartTime = 22;
    private const int State = 3; // the first after the name in brackets, which may hold anything

    /// <summary>
    /// Ticks from boot to the start of a process; null when it is gone, also while its parent has not yet asked how it ended.
    /// </summary>
    public static long? Of(int process)
    {
        string stat;
        try
        {
            stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
        }
        catch (IOException)
        {
            return null; // it was not there, or ended while it was read
        }

        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields[0] is "Z" or "X" ? null : long.Parse(fields[StartTime - State], CultureInfo.InvariantCulture);
    }
}
