namespace Glissade.Compiler;

/// <summary>
/// Lays the temporary buffers of a program over each other in one block of memory: a buffer lives from the first kernel that touches it to the last, outputs to the end. Each takes the smallest
/// gap that fits when it is born; an element-by-element result takes the place of an operand that dies in the same loop.
/// </summary>
internal static class MemoryPlanner
{
    private const long Alignment = 64;

    /// <summary>Sets the offsets and gives the size of the block.</summary>
    public static long Lay(IReadOnlyList<Kernel> kernels, IReadOnlyList<BufferSpec> buffers)
    {
        for (int i = 0; i < kernels.Count; i++)
        {
            foreach (int index in kernels[i].Reads.Concat(kernels[i].Writes))
            {
                buffers[index].FirstUse = Math.Min(buffers[index].FirstUse, i);
                buffers[index].LastUse = Math.Max(buffers[index].LastUse, i);
            }
        }

        foreach (BufferSpec output in buffers.Where(buffer => buffer.Kind == BufferKind.Output)) output.LastUse = kernels.Count;
        ILookup<int, BufferSpec> born = buffers.Where(InArena).ToLookup(buffer => buffer.FirstUse), dying = buffers.Where(InArena).ToLookup(buffer => buffer.LastUse);
        var gaps = new Gaps();
        var owner = new Dictionary<BufferSpec, BufferSpec>();
        for (int i = 0; i < kernels.Count; i++)
        {
            var heirs = new HashSet<BufferSpec>();
            // A product's plain result comes first: what its epilogue makes of it may take its place.
            int plain = (kernels[i] as ProductKernel)?.Output ?? -1;
            foreach (BufferSpec buffer in born[i].OrderByDescending(buffer => buffer.Index == plain).ThenByDescending(buffer => buffer.Bytes))
            {
                BufferSpec? victim = Inherits(kernels[i], buffer, dying[i].Where(old => (old.FirstUse < i || old.Index == plain) && old != buffer && !heirs.Contains(old)));
                if (victim is null)
                {
                    buffer.Offset = gaps.Take(Align(buffer.Bytes));
                    continue;
                }

                heirs.Add(victim);
                buffer.Offset = victim.Offset;
                owner[victim] = buffer;
            }

            foreach (BufferSpec buffer in dying[i])
                if (!owner.ContainsKey(buffer)) gaps.Give(buffer.Offset, Align(buffer.Bytes));
        }

        return gaps.Size;
    }

    private static bool InArena(BufferSpec buffer) => buffer.Kind is BufferKind.Temporary or BufferKind.Output && buffer.LastUse >= 0;

    private static long Align(long bytes) => (Math.Max(bytes, 1) + Alignment - 1) / Alignment * Alignment;

    // In a map, an element is read before it is written; nobody else looks at it.
    private static BufferSpec? Inherits(Kernel kernel, BufferSpec born, IEnumerable<BufferSpec> dying)
    {
        if ((kernel as LoopKernel ?? (kernel as ProductKernel)?.Epilogue) is not { Kind: LoopKind.Map } loop) return null;
        // The operands of a product are read long after the first rectangles are finished.
        if (kernel is ProductKernel product) dying = dying.Where(old => old.Index != product.Left.Buffer && old.Index != product.Right.Buffer);
        Access[] writes = Of(loop, LoopOp.Store, born.Index);
        if (writes.Length != 1) return null;
        foreach (BufferSpec old in dying)
        {
            Access[] reads = Of(loop, LoopOp.Load, old.Index);
            if (Align(old.Bytes) == Align(born.Bytes) && old.Type.Size() == born.Type.Size() && reads.Length == 1 && reads[0].Offset == writes[0].Offset
                && reads[0].Strides.AsSpan().SequenceEqual(writes[0].Strides)) return old;
        }

        return null;
    }

    private static Access[] Of(LoopKernel loop, LoopOp op, int buffer) =>
        [.. loop.Body.Where(i => i.Op == op && loop.Accesses[i.Access].Buffer == buffer).Select(i => loop.Accesses[i.Access])];

    /// <summary>The free parts of the block.</summary>
    private sealed class Gaps
    {
        private readonly SortedDictionary<long, long> _free = [];

        public long Size { get; private set; }

        public long Take(long bytes)
        {
            (long offset, long length) = (-1, long.MaxValue);
            foreach ((long start, long size) in _free)
                if (size >= bytes && size < length) (offset, length) = (start, size);
            if (offset < 0)
            {
                // Grow, from the last gap if it touches the end.
                (long start, long size) = _free.Count > 0 && _free.Last() is var last && last.Key + last.Value == Size ? (last.Key, last.Value) : (Size, 0);
                _free.Remove(start);
                Size = start + bytes;
                return start;
            }

            _free.Remove(offset);
            if (length > bytes) _free[offset + bytes] = length - bytes;
            return offset;
        }

        public void Give(long offset, long bytes)
        {
            foreach ((long start, long size) in _free.ToArray())
            {
                if (start + size == offset) (offset, bytes) = Merge(start, start, size + bytes);
                else if (offset + bytes == start) (offset, bytes) = Merge(start, offset, bytes + size);
            }

            _free[offset] = bytes;
        }

        private (long, long) Merge(long removed, long offset, long bytes)
        {
            _free.Remove(removed);
            return (offset, bytes);
        }
    }
}
