namespace Glissade.Devices.Cpu.Execution;

/// <summary>Tables of addresses in which a result lies elsewhere than in its buffer: in a worker's scratch, as it is at once read again and by nobody else.</summary>
internal sealed unsafe class AddressTable
{
    private readonly int[] _touched, _moved;

    /// <param name="touched">The buffers that are looked at.</param>
    /// <param name="moved">Those among them that lie elsewhere.</param>
    public AddressTable(IEnumerable<int> touched, params int[] moved)
    {
        _moved = moved;
        _touched = [.. touched.Except(moved)];
        int last = 0;
        foreach (int buffer in (int[])[.. _touched, .. moved]) last = Math.Max(last, buffer);
        Bytes = ((last + 1) * sizeof(byte*) + Storage.Alignment - 1) / Storage.Alignment * Storage.Alignment;
    }

    /// <summary>Bytes of a table.</summary>
    public long Bytes { get; }

    /// <summary>Writes one.</summary>
    /// <param name="buffers">The address of every buffer.</param>
    /// <param name="memory">Where the table goes.</param>
    /// <param name="to">The address of what is moved; it need not be one of memory, if only a part behind it is looked at.</param>
    public byte** Write(byte** buffers, byte* memory, byte* to)
    {
        byte** table = (byte**)memory;
        foreach (int buffer in _touched) table[buffer] = buffers[buffer];
        foreach (int buffer in _moved) table[buffer] = to;
        return table;
    }
}
