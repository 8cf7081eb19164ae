using Glissade.Devices.Cpu;
using Glissade.Devices.Cpu.Measuring;

namespace Glissade.Tests.Devices.Cpu.Measuring;

public sealed class RooflineTests
{
    // No machine that this runs on is outside of these; nothing of how fast it is is asserted.
    [Fact]
    public void The_limits_are_those_of_a_processor()
    {
        var pool = new WorkerPool(1);
        Assert.InRange(Roofline.PeakFlops<float>(pool), 1e8, 1e13);
        Assert.InRange(Roofline.Bandwidth(pool), 1e7, 1e13);
    }
}
