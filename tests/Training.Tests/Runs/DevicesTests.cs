using SiameseSweep.Core;
using SiameseSweep.Training.Runs;
using SiameseSweep.Training.TorchFixes;

namespace SiameseSweep.Training.Tests.Runs;

public sealed class DevicesTests
{
    [Theory]
    [InlineData("cpu", 2, "cpu")]
    [InlineData("auto", 0, "cpu")]
    [InlineData("auto", 2, "cuda:0 cuda:1")]
    [InlineData("cuda:1, cpu", 2, "cuda:1 cpu")]
    public void The_option_names_devices_in_its_order(string option, int cuda, string expected) =>
        Assert.Equal(expected, string.Join(' ', Devices.List(option, () => cuda, _ => null).Select(d => d.Name)));

    [Theory]
    [InlineData("", 1, "names no device")]
    [InlineData("cpu,cpu", 1, "one twice")]
    [InlineData("gpu", 1, "'gpu', which is no device")]
    [InlineData("cuda:01", 2, "'cuda:01', which is no device")]
    [InlineData("cuda:-1", 2, "which is no device")]
    [InlineData("cuda:0", 0, "sees no CUDA device")]
    [InlineData("cuda:2", 2, "only cuda:0 to cuda:1")]
    public void A_device_that_is_not_there_is_refused_with_its_name(string option, int cuda, string why) =>
        Assert.Contains(
            why,
            Assert.Throws<UserErrorException>(() => Devices.List(option, () => cuda, _ => null)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Naming_the_cpu_does_not_look_for_cuda() =>
        Assert.Single(Devices.List("cpu", () => throw new InvalidOperationException("libtorch would be loaded"), _ => null));

    [Fact]
    public void A_cuda_device_is_described_by_its_name_and_memory()
    {
        Assert.Equal(
            ["NVIDIA H100 80GB HBM3, 79.1 GiB", "CUDA device"], // the driver knows the first only
            Devices.List("auto", () => 2, index => index == 0 ? CudaDriver.Words("NVIDIA H100 80GB HBM3", 84_929_347_584) : null)
                .Select(d => d.Description));
        Assert.Null(CudaDriver.Describe(1 << 20)); // no driver, or no such device
    }
}
