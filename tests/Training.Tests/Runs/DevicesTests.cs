using SiameseSweep.Core;
using SiameseSweep.Training.Runs;

namespace SiameseSweep.Training.Tests.Runs;

public sealed class DevicesTests
{
    [Theory]
    [InlineData("cpu", 2, "cpu")]
    [InlineData("auto", 0, "cpu")]
    [InlineData("auto", 2, "cuda:0 cuda:1")]
    [InlineData("cuda:1, cpu", 2, "cuda:1 cpu")]
    public void The_option_names_devices_in_its_order(string option, int cuda, string expected) =>
        Assert.Equal(expected, string.Join(' ', Devices.List(option, () => cuda).Select(d => d.Name)));

    [Theory]
    [InlineData("", 1, "names no device")]
    [InlineData("cpu,cpu", 1, "one twice")]
    [InlineData("gpu", 1, "'gpu', which is no device")]
    [InlineData("cuda:01", 2, "'cuda:01', which is no device")]
    [InlineData("cuda:-1", 2, "which is no device")]
    [InlineData("cuda:0", 0, "sees no CUDA device")]
    [InlineData("cuda:2", 2, "only cuda:0 to cuda:1")]
    public void A_device_that_is_not_there_is_refused_with_its_name(string option, int cuda, string why) =>
        Assert.Contains(why, Assert.Throws<UserErrorException>(() => Devices.List(option, () => cuda)).Message, StringComparison.Ordinal);

    [Fact]
    public void Naming_the_cpu_does_not_look_for_cuda() =>
        Assert.Single(Devices.List("cpu", () => throw new InvalidOperationException("libtorch would be loaded")));
}
