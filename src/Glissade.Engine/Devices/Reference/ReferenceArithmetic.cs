namespace Glissade.Devices.Reference;

/// <summary>
/// What a reference device computes in. Values of a node are an array of the arithmetic's own element type, row-major; it is never written again once
/// a node has it, so nodes may share one.
/// </summary>
internal abstract class ReferenceArithmetic
{
    /// <summary>A copy of values in memory.</summary>
    public abstract Array Load(Storage storage, long count, DType type);

    /// <summary>Writes values to memory, rounded to the type.</summary>
    public abstract void Save(Array values, DType type, Storage target);

    /// <summary>Room for values that are written in parts.</summary>
    public abstract Array Room(long count, DType type);

    /// <summary>The values of a node. Scans and their results are no concern of it.</summary>
    public abstract Array Compute(Tensor node, Array[] inputs);

    /// <summary>An index (int32) out of the values of a node.</summary>
    public abstract int IndexAt(Array values, int place);
}
