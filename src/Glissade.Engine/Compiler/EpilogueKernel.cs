namespace Glissade.Compiler;

/// <summary>
/// A kernel whose finished rectangles are passed to a loop nest while they are in the nearest cache: bias, activation, residual, the update of a parameter.
/// </summary>
internal abstract class EpilogueKernel : Kernel
{
    /// <summary>The buffer of the plain result, contiguous.</summary>
    public abstract int Plain { get; }

    /// <summary>The buffers that the plain result is made of, all of them read until the last rectangle is finished.</summary>
    public abstract IEnumerable<int> Operands { get; }

    /// <summary>A map over the result's elements, or null.</summary>
    public abstract LoopKernel? Epilogue { get; }
}
