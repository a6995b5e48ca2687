using System.Diagnostics;
using System.Globalization;

namespace SiameseSweep.Silo.Tests.Faults;

/// <summary>
/// Machines that share nothing but a network: namespaces with an address each, joined by a switch in one more. Skips the test, with
/// the reason, where this is not allowed.
/// </summary>
internal sealed class Machines : IDisposable
{
    private static int _networks;

    private readonly string _prefix = string.Create(
        CultureInfo.InvariantCulture,
        $"ss{Environment.ProcessId % 100000}n{Interlocked.Increment(ref _networks)}");
    private readonly List<string> _namespaces = [];

    public Machines(int count)
    {
        string hub = Make("hub");
        Run("-n", hub, "link", "add", "bridge", "type", "bridge");
        Run("-n", hub, "link", "set", "bridge", "up");
        for (int i = 0; i < count; i++)
        {
            string machine = Make(Number(i));
            Run("-n", machine, "link", "set", "lo", "up");
            Run("link", "add", "eth0", "netns", machine, "type", "veth", "peer", "name", $"port{Number(i)}", "netns", hub);
            Run("-n", hub, "link", "set", $"port{Number(i)}", "master", "bridge");
            Run("-n", hub, "link", "set", $"port{Number(i)}", "up");
            Run("-n", machine, "addr", "add", $"{Address(i)}/24", "dev", "eth0");
            Run("-n", machine, "link", "set", "eth0", "up");
        }
    }

    /// <summary>A machine's address.</summary>
    public static string Address(int machine) => $"10.77.0.{Number(machine + 1)}";

    /// <summary>
    /// The prefix of a command that makes it run on a machine. It becomes the command: the process id is the command's.
    /// </summary>
    public string[] On(int machine) => ["ip", "netns", "exec", Name(Number(machine))];

    /// <summary>Pulls a machine's cable: neither side is told anything.</summary>
    public void Cut(int machine) => Run("-n", Name("hub"), "link", "set", $"port{Number(machine)}", "down");

    /// <summary>Plugs it in again.</summary>
    public void Heal(int machine) => Run("-n", Name("hub"), "link", "set", $"port{Number(machine)}", "up");

    public void Dispose()
    {
        foreach (string name in _namespaces)
        {
            Ip("netns", "del", name);
        }
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private string Name(string of) => $"{_prefix}-{of}";

    private string Make(string of)
    {
        string? error = Ip("netns", "add", Name(of));
        Assert.SkipWhen(error is not null, $"Network namespaces cannot be made here: {error}");
        _namespaces.Add(Name(of));
        return Name(of);
    }

    private void Run(params string[] arguments)
    {
        if (Ip(arguments) is { } error)
        {
            Dispose();
            Assert.Skip($"'ip {string.Join(' ', arguments)}' is not allowed here: {error}");
        }
    }

    private static string? Ip(params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
            string error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : error.Trim();
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            return error.Message;
        }
    }
}
