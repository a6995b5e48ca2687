using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Tests.Runs;

public sealed class DeviceIdTests
{
    [Theory]
    [InlineData("cpu", "cpu", 0)]
    [InlineData("cuda:0", "cuda", 0)]
    [InlineData("cuda:12", "cuda", 12)]
    public void A_device_is_written_as_it_is_read(string text, string kind, int index)
    {
        DeviceId device = DeviceId.Parse(text);
        Assert.Equal((kind, index, text), (device.KindName, device.Index, device.ToString()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("CPU")]
    [InlineData("cpu:0")]
    [InlineData("cuda")]
    [InlineData("cuda:")]
    [InlineData("cuda:01")]
    [InlineData("cuda:-1")]
    [InlineData("cuda: 1")]
    [InlineData("cuda:99999999999")]
    public void Other_texts_are_not_devices(string? text)
    {
        Assert.False(DeviceId.TryParse(text, out _));
        Assert.Throws<FormatException>(() => DeviceId.Parse(text!));
    }
}
