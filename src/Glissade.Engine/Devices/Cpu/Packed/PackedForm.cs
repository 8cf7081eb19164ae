namespace Glissade.Devices.Cpu;

/// <summary>
/// How weights lie for a kernel that would otherwise bring them there in every run. Two forms are equal when the bytes that they make are: kernels of one plan or of several then share the copy.
/// </summary>
internal abstract unsafe record PackedForm
{
    /// <summary>What it is, for people.</summary>
    public abstract string Name { get; }

    /// <summary>The size of a copy.</summary>
    public abstract long Bytes { get; }

    /// <summary>Makes the copy.</summary>
    /// <param name="values">The state's values, row-major.</param>
    /// <param name="to">Where it goes: at a cache line.</param>
    /// <param name="pool">Who shares the work.</param>
    public abstract void Make(byte* values, byte* to, WorkerPool pool);
}
