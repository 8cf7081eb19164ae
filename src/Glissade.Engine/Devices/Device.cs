using Glissade.Devices.Cpu;

namespace Glissade;

/// <summary>Where plans run. A device compiles a step once; the plan is then replayed.</summary>
public abstract class Device
{
    private protected Device()
    {
    }

    /// <summary>The processor, with all its cores and its widest vectors.</summary>
    public static Device Cpu => CpuDevice.Default;

    /// <summary>The processor under other options: fewer threads, narrower vectors, no emitted code. The results are the same to the last bit.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static Device CreateCpu(CpuOptions options) => new CpuDevice(options);

    /// <summary>A short name for reports.</summary>
    public abstract string Name { get; }

    /// <summary>Compiles a step.</summary>
    /// <exception cref="ArgumentException">The step is empty, writes a state twice, or an update does not fit its state.</exception>
    public abstract Plan Compile(Step step);
}

/// <summary>A compiled step: immutable, and shared by as many threads as like, each with its own <see cref="Workspace"/>.</summary>
public abstract class Plan
{
    private protected Plan(Step step) => Step = step;

    /// <summary>What was compiled; its inputs are those that must be given.</summary>
    public Step Step { get; }

    /// <summary>Bytes of temporary memory that one workspace takes, known before anything runs.</summary>
    public abstract long PeakBytes { get; }

    /// <summary>
    /// Bytes of copies of weights, laid out as kernels like them best, that are made when a run finds the weights as the run before left them, and hold until somebody writes them. All plans that read
    /// the same weights share them. 0 for weights that the step itself writes.
    /// </summary>
    public virtual long PackedBytes => 0;

    /// <summary>Floating-point operations in one run; a fused multiply-add counts as two.</summary>
    public abstract long Operations { get; }

    /// <summary>Bytes read and written by the kernels of one run, each kernel counted by itself.</summary>
    public abstract long BytesMoved { get; }

    /// <summary>Memory for one caller.</summary>
    public abstract Workspace CreateWorkspace();
}

/// <summary>One caller's memory for running a plan. Not for two threads at once.</summary>
public abstract class Workspace
{
    private protected Workspace()
    {
    }

    /// <summary>Gives an input its value for the next runs.</summary>
    /// <exception cref="ShapeException">The count differs from the input's shape.</exception>
    /// <exception cref="ArgumentException">The plan has no such input, or the type differs.</exception>
    public abstract void Set<T>(Input input, ReadOnlySpan<T> values) where T : unmanaged;

    /// <summary>Gives a scalar input its value for the next runs.</summary>
    public void Set<T>(Input input, T value) where T : unmanaged => Set(input, new ReadOnlySpan<T>(ref value));

    /// <summary>Runs the step once: computes the outputs and writes the updates.</summary>
    public abstract void Run();

    /// <summary>An output of the last run, row-major; valid until the next run.</summary>
    /// <exception cref="ArgumentException">The tensor is no output of the step, or the type differs.</exception>
    public abstract ReadOnlySpan<T> Read<T>(Tensor output) where T : unmanaged;

    /// <summary>Copies an output of the last run, whatever its size.</summary>
    internal abstract void CopyTo(Tensor output, Storage target);
}
