using System.Runtime.CompilerServices;
using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary>
/// <see cref="Pad"/>; <typeparamref name="T"/> is an integer of the element's size. The result is written row by row of the last padded axis; the axes after it,
/// which are not padded, make up the elements that are moved as one.
/// </summary>
internal sealed unsafe class PadRoutine<T> : Routine where T : unmanaged
{
    private readonly Whole _input, _output;
    private readonly int[] _from, _to, _before, _step;
    private readonly long _inner, _rows;
    private readonly T _value;
    private readonly TaskCut _cut;

    public PadRoutine(LibraryKernel kernel, Pad row)
    {
        _input = kernel.Inputs[0];
        _output = kernel.Output;
        int rank = _input.Shape.Rank, last = rank - 1;
        _inner = 1;
        for (; last >= 0 && row.Before[last] == 0 && row.After[last] == 0 && row.Between[last] == 0; last--) _inner *= _input.Shape[last];

        // An axis of extent 1 in front: then there is always a last one to walk along.
        _from = [1, .. _input.Shape.Extents[..(last + 1)]];
        _to = [1, .. _output.Shape.Extents[..(last + 1)]];
        _before = [0, .. row.Before.Extents[..(last + 1)]];
        _step = [1, .. row.Between.Extents[..(last + 1)].ToArray().Select(between => between + 1)];
        _rows = 1;
        foreach (int extent in _to.AsSpan(0, _to.Length - 1)) _rows *= extent;
        _value = Bits(_output.Type, row.Value);
        _cut = new TaskCut(_rows, 4 + _to[^1] * _inner * sizeof(T) / 8);
    }

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool)
    {
        var job = new Job(this, (T*)buffers[_input.Buffer], (T*)buffers[_output.Buffer]);
        pool.Run(ref job, _output.Shape.Count == 0 ? 0 : _cut.Tasks);
    }

    private static T Bits(DType type, double value)
    {
        switch (type)
        {
            case DType.Float64: return Unsafe.BitCast<double, T>(value);
            case DType.Float32: return Unsafe.BitCast<float, T>((float)value);
            case DType.Int32: return Unsafe.BitCast<int, T>((int)value);
            case DType.Bool: return Unsafe.BitCast<byte, T>(value != 0 ? (byte)1 : (byte)0);
            default: return Unsafe.BitCast<byte, T>((byte)Math.Clamp(value, 0, 255));
        }
    }

    private readonly struct Job(PadRoutine<T> routine, T* from, T* to) : IJob
    {
        public void Run(int task, int worker)
        {
            long width = routine._to[^1] * routine._inner;
            for (long row = routine._cut.Begin(task); row < routine._cut.End(task); row++)
            {
                T* target = to + row * width;
                long source = Source(row);
                if (source < 0) Fill(ref target, width);
                else Row(from + source * routine._from[^1] * routine._inner, target);
            }
        }

        /// <summary>The row of the input that a row of the result holds, or −1 for padding alone.</summary>
        private long Source(long row)
        {
            long source = 0, place = 1;
            for (int axis = routine._to.Length - 2; axis >= 0; axis--)
            {
                long index = row % routine._to[axis] - routine._before[axis], step = routine._step[axis];
                row /= routine._to[axis];
                if (index < 0 || index % step != 0 || index / step >= routine._from[axis]) return -1;
                source += index / step * place;
                place *= routine._from[axis];
            }

            return source;
        }

        private void Row(T* source, T* target)
        {
            long inner = routine._inner, count = routine._from[^1], step = routine._step[^1];
            T* end = target + routine._to[^1] * inner;
            Fill(ref target, routine._before[^1] * inner);
            if (step == 1)
            {
                Copy(source, ref target, count * inner);
            }
            else
            {
                for (long k = 0; k < count; k++)
                {
                    if (k > 0) Fill(ref target, (step - 1) * inner);
                    Copy(source + k * inner, ref target, inner);
                }
            }

            Fill(ref target, end - target);
        }

        private static void Copy(T* source, ref T* target, long count)
        {
            if (count == 1) *target = *source;
            else System.Buffer.MemoryCopy(source, target, count * sizeof(T), count * sizeof(T));
            target += count;
        }

        private void Fill(ref T* target, long count)
        {
            T* end = target + count;
            while (target < end) *target++ = routine._value;
        }
    }
}
