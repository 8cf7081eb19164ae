using Glissade.Compiler;
using Glissade.Devices.Cpu.Execution;

namespace Glissade.Devices.Cpu;

/// <summary>The processor.</summary>
internal sealed class CpuDevice : Device
{
    private readonly CpuOptions _options;
    private readonly WorkerPool _pool;

    public CpuDevice(CpuOptions options) : this(options, options.Threads == WorkerPool.Shared.Threads ? WorkerPool.Shared : null)
    {
    }

    /// <summary>With threads of its own, which a measurement can tell from those of others.</summary>
    /// <param name="options">The options.</param>
    /// <param name="pool">The threads; new ones if null.</param>
    public CpuDevice(CpuOptions options, WorkerPool? pool)
    {
        options.Verify();
        _options = options;
        _pool = pool ?? new WorkerPool(options.Threads);
    }

    public static CpuDevice Default { get; } = new(new CpuOptions());

    public override string Name => "cpu";

    public override Plan Compile(Step step)
    {
        ArgumentNullException.ThrowIfNull(step);
        Step verified = step.Verified();
        Program program = Compilation.Compile(verified);
        return new CpuPlan(verified, program, new CpuProgram(program, _options, leaf => leaf is State), _pool);
    }
}
