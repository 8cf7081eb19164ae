namespace Glissade;

/// <summary>
/// What was measured of a step. The roofline is what no program could go below on this machine: the plan's own operations over the multiply-add peak and, if all that a step touches does not fit
/// into the largest cache, the memory that must be moved over the bandwidth of memory (<see cref="MemoryBytes"/>); the two added, as a step's products and its optimizer come one after the other.
/// Peak and bandwidth are measured in the same run, for the threads that the step used.
/// </summary>
internal sealed record BenchmarkResult
{
    /// <summary>The workload's name.</summary>
    public required string Workload { get; init; }

    /// <summary>The median time of a step, in microseconds.</summary>
    public required double MedianMicroseconds { get; init; }

    /// <summary>Floating-point operations of a step as the plan counts them, elementwise ones among them; a fused multiply-add is two.</summary>
    public required long Operations { get; init; }

    /// <summary>Bytes that the kernels of a step read and write, each kernel counted by itself, from whatever cache they come.</summary>
    public required long Bytes { get; init; }

    /// <summary>
    /// Bytes that must come from memory or go there: if everything that a step touches exceeds the largest cache, every input, state and constant that is read, once, and every state and output
    /// that is written, once more; otherwise 0.
    /// </summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Threads that the step used: 1 if it woke no other, else all that it might.</summary>
    public required int Threads { get; init; }

    /// <summary>Managed bytes allocated by a step, over all threads: the least of several rounds, as the runtime now and then allocates for itself.</summary>
    public required double Allocated { get; init; }

    /// <summary>Temporary memory, and copies of weights, that the plan said it needs, before anything ran.</summary>
    public required long PeakBytes { get; init; }

    /// <summary>Inputs, parameters, moments and constants, which are there between steps.</summary>
    public required long HeldBytes { get; init; }

    /// <summary>
    /// By how much the resident memory of the process rose from before the compilation to after the warm-up: temporary memory, inputs, moments, emitted code, and what compiling left behind. Where a
    /// process measured something else before, memory that it gave back is used again: so only the first figure of a process says all.
    /// </summary>
    public required long UsedBytes { get; init; }

    /// <summary>
    /// From formulas to the first run, in milliseconds: graph, gradient, compilation, emission and memory. It is the first compilation of this workload in the process; the first workload of all also waits for the
    /// runtime to compile the compiler.
    /// </summary>
    public required double CompileMilliseconds { get; init; }

    /// <summary>The same formulas compiled again, in milliseconds.</summary>
    public required double RecompileMilliseconds { get; init; }

    /// <summary>Multiply-add peak of <see cref="Threads"/> threads, operations a second: the median of measurements between those of the step.</summary>
    public required double Peak { get; init; }

    /// <summary>Memory bandwidth of <see cref="Threads"/> threads, bytes a second.</summary>
    public required double Bandwidth { get; init; }

    /// <summary>Operations over peak, in microseconds.</summary>
    public double ComputeMicroseconds => 1e6 * Operations / Peak;

    /// <summary>Memory that must be moved over bandwidth, in microseconds.</summary>
    public double MemoryMicroseconds => 1e6 * MemoryBytes / Bandwidth;

    /// <summary>The least time possible, in microseconds.</summary>
    public double RooflineMicroseconds => ComputeMicroseconds + MemoryMicroseconds;

    /// <summary>
    /// How many times the roofline a step takes: the median of several rounds, each compared with the peak that was measured just before it. Where two processors are lent as one for a while, both sides say so;
    /// so it is the quotient of the two medians only while the machine stays the same.
    /// </summary>
    public required double Ratio { get; init; }

    /// <summary>Operations a second, in 10⁹.</summary>
    public double GigaOperations => Operations / MedianMicroseconds / 1e3;
}
