using TorchSharp;
using static TorchSharp.torch;

namespace SiameseSweep.Training;

/// <summary>
/// Takes what a step draws on the host to its device without waiting for the device. A plain copy to a GPU waits until all the work
/// given to it
/// before is done, since ordinary memory must not change until it has been read: once or more a step, it would undo what keeping
/// the losses on the device gains.
/// Out of pinned memory the copy takes its place in the device's queue; torch hands that memory out again only when the copy is made.
/// </summary>
internal static class HostTensors
{
    /// <summary>The values on a device, in the caller's dispose scope; the very tensor where it is the host.</summary>
    public static Tensor ToDeviceAsync(this Tensor host, Device device)
    {
        switch (device.type)
        {
            case DeviceType.CPU:
                return host;
            case DeviceType.CUDA:
                using (Tensor pinned = host.pin_memory())
                {
                    return pinned.to(device, non_blocking: true);
                }

            default:
                return host.to(device);
        }
    }
}
