namespace Glissade.Compiler;

/// <summary>
/// Lays the temporary buffers of a program over each other in one block of memory: a buffer lives from the first kernel that touches it to the last, outputs to the end. Each takes the smallest
/// gap that fits when it is born; an element-by-element result takes the place of an operand that dies in the same loop.
/// </summary>
internal static class MemoryPlanner
{
    private const long Alignment = 64;

    /// <summary>
    /// Large buffers are often a multiple of 4,096 bytes. One behind the other, elements of the same place would all compete for the same few lines of the nearest cache, in a loop that reads and
    /// writes many of them; so each begins a little later than that.
    /// </summary>
    private const long Stagger = 5 * Alignment, LeastStaggered = 32 << 10;

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
            // The plain result comes first: what its epilogue makes of it may take its place.
            int plain = (kernels[i] as EpilogueKernel)?.Plain ?? -1;
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

    private static long Align(long bytes) => (Math.Max(bytes, 1) + Alignment - 1) / Alignment * Alignment + (bytes >= LeastStaggered ? Stagger : 0);

    // An element is read before it is written, and nobody else looks at it: in a map, and in the last pass over a row.
    private static BufferSpec? Inherits(Kernel kernel, BufferSpec born, IEnumerable<BufferSpec> dying)
    {
        if ((kernel as LoopKernel ?? (kernel as EpilogueKernel)?.Epilogue) is not { Kind: LoopKind.Map or LoopKind.Row } loop) return null;
        // Operands are read long after the first rectangles are finished.
        if (kernel is EpilogueKernel before) dying = dying.Where(old => !before.Operands.Contains(old.Index));
        Access[] writes = Of(loop, LoopOp.Store, born.Index);
        if (writes.Length != 1 || loop.Body.Any(i => i.Op == LoopOp.Store && loop.Accesses[i.Access].Buffer == born.Index && (i.Reduced || i.Pass != loop.Passes - 1))) return null;
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

    /// <summary>The free parts of the block, in the order of their places.</summary>
    private sealed class Gaps
    {
        private readonly List<Gap> _free = [];

        public long Size { get; private set; }

        /// <summary>The first of the smallest gaps that fit, or the end of the block.</summary>
        public long Take(long bytes)
        {
            Gap? smallest = null;
            foreach (Gap gap in _free)
                if (gap.Bytes >= bytes && (smallest is null || gap.Bytes < smallest.Bytes)) smallest = gap;
            if (smallest is null)
            {
                // Grow, from the last gap if it touches the end.
                Gap? last = _free.Count > 0 && _free[^1].End == Size ? _free[^1] : null;
                long start = last?.Start ?? Size;
                if (last is not null) _free.Remove(last);
                Size = start + bytes;
                return start;
            }

            int place = _free.IndexOf(smallest);
            if (smallest.Bytes > bytes) _free[place] = new Gap(smallest.Start + bytes, smallest.Bytes - bytes);
            else _free.RemoveAt(place);
            return smallest.Start;
        }

        /// <summary>Frees a part, joined with the gaps before and behind it.</summary>
        public void Give(long offset, long bytes)
        {
            int place = 0;
            while (place < _free.Count && _free[place].Start < offset) place++;
            if (place < _free.Count && offset + bytes == _free[place].Start)
            {
                bytes += _free[place].Bytes;
                _free.RemoveAt(place);
            }

            if (place > 0 && _free[place - 1].End == offset)
            {
                (offset, bytes) = (_free[place - 1].Start, _free[place - 1].Bytes + bytes);
                _free.RemoveAt(--place);
            }

            _free.Insert(place, new Gap(offset, bytes));
        }
    }

    private sealed record Gap(long Start, long Bytes)
    {
        public long End => Start + Bytes;
    }
}
