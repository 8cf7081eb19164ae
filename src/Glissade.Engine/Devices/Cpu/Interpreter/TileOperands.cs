namespace Glissade.Devices.Cpu;

/// <summary>
/// What a routine over tiles is called with. A tile holds elements side by side: float32 and float64 as they are, int32 and uint8 as int32, bool as int32 masks. A value that is
/// the same throughout a tile is a cell of <see cref="CellElements"/> equal elements, which does not advance.
/// </summary>
internal unsafe struct TileOperands
{
    /// <summary>Elements of a cell; counts are rounded up to a multiple of it, which is a whole number of vectors of any kind.</summary>
    public const int CellElements = 16;

    /// <summary>Bytes of a cell, for elements of any size.</summary>
    public const int CellBytes = CellElements * sizeof(double);

    public byte* Target;
    public byte* A;
    public byte* B;
    public byte* C;

    /// <summary>All ones if the operand varies, zero for a cell.</summary>
    public long AVaries;
    public long BVaries;
    public long CVaries;

    /// <summary>Elements of the target; for sums, the exact number of elements to take in.</summary>
    public long Count;

    /// <summary>For sums down columns: how many rows of how many elements the operand has.</summary>
    public long Rows;
    public long Width;
}
