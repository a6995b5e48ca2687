using System.Diagnostics;
using System.Globalization;
using SiameseSweep.Grains.Membership;

namespace SiameseSweep.Grains.Tests;

public sealed class ProcessBirthTests
{
    [Fact]
    public void A_process_s_birth_stays_as_it_is_and_is_not_its_child_s()
    {
        long own = ProcessStartTime.Of(Environment.ProcessId)!.Value;
        using Process child = Process.Start("sleep", "60");
        try
        {
            Assert.Equal(own, ProcessStartTime.Of(Environment.ProcessId));
            Assert.True(ProcessStartTime.Of(child.Id) > own);
        }
        finally
        {
            child.Kill();
        }

        child.WaitForExit();
        Assert.Null(ProcessStartTime.Of(child.Id));
    }

    [Fact]
    public async Task A_process_that_ended_and_that_nobody_asked_about_is_gone()
    {
        // The second sleep takes the shell's place and never asks about the first.
        ProcessStartInfo start = new("sh") { ArgumentList = { "-c", "sleep 0 & echo $!; exec sleep 60" }, RedirectStandardOutput = true };
        using Process parent = Process.Start(start)!;
        try
        {
            int child = int.Parse(
                (await parent.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!,
                CultureInfo.InvariantCulture);
            while (ProcessStartTime.Of(child) is not null)
            {
                await Task.Delay(10, TestContext.Current.CancellationToken);
            }

            Assert.Contains(
                ") Z ",
                await File.ReadAllTextAsync($"/proc/{child}/stat", TestContext.Current.CancellationToken),
                StringComparison.Ordinal);
        }
        finally
        {
            parent.Kill();
        }
    }
}
