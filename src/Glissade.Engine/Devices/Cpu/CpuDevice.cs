using Glissade.Compiler;
using Glissade.Devices.Cpu.Execution;

namespace Glissade.Devices.Cpu;

/// <summary>The processor.</summary>
internal sealed class CpuDevice : Device
{
    private readonly CpuOptions _options;
    private readonly WorkerPool _pool;

    public CpuDevice(CpuOptions options)
    {
        options.Verify();
        _options = options;
        _pool = options.Threads == WorkerPool.Shared.Threads ? WorkerPool.Shared : new WorkerPool(options.Threads);
    }

    public static CpuDevice Default { get; } = new(new CpuOptions());

    public override string Name => "cpu";

    public override Plan Compile(Step step)
    {
        ArgumentNullException.ThrowIfNull(step);
        Step verified = step.Verified();
        Program program = Compilation.Compile(verified);
        return new CpuPlan(verified, program, new CpuProgram(program, _options), _pool);
    }
}
