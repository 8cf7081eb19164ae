namespace Glissade.Devices.Cpu;

/// <summary>The processor.</summary>
internal sealed class CpuDevice : Device
{
    public static readonly CpuDevice Default = new();

    public override string Name => "cpu";

    public override Plan Compile(Step step) => throw new NotSupportedException("The CPU device is being built.");
}
