using System.Numerics;
using System.Runtime.CompilerServices;
using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary>
/// <see cref="WindowArgMax"/>: for a stretch of a row of outputs one tap after the other, with the largest so far and its place side by side. For float32 no branch looks at
/// a value: which element of a window is the largest cannot be foreseen.
/// </summary>
internal sealed unsafe class WindowArgMaxRoutine<T>(LibraryKernel kernel, WindowArgMax row) : Routine where T : unmanaged, INumber<T>
{
    /// <summary>Outputs of a stretch: what is kept of them stays in the first-level cache.</summary>
    private const int Stretch = 256;

    private readonly WindowView _view = new(row.Window, kernel.Inputs[0].Shape, kernel.Output.Shape);
    private readonly int _input = kernel.Inputs[0].Buffer, _output = kernel.Output.Buffer;
    private readonly long _count = kernel.Output.Shape.Count;

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool)
    {
        var job = new Job(_view, _count / Math.Max(1, _view.Outputs[^1]), (T*)buffers[_input], (int*)buffers[_output]);
        pool.Run(ref job, _count == 0 ? 0 : job.Cut.Tasks);
    }

    private readonly struct Job(WindowView view, long rows, T* from, int* to) : IJob
    {
        public TaskCut Cut => new(rows, view.Taps * (4L + view.Outputs[^1] / 2));

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        [SkipLocalsInit]
        public void Run(int task, int worker)
        {
            TaskCut cut = Cut;
            // A vector that begins in the stretch may end behind it.
            int room = Stretch + Vector<int>.Count;
            T* best = stackalloc T[room], values = stackalloc T[room];
            int* places = stackalloc int[room];
            for (long row = cut.Begin(task); row < cut.End(task); row++)
            {
                for (long begin = 0; begin < view.Outputs[^1]; begin += Stretch)
                {
                    long end = Math.Min(begin + Stretch, view.Outputs[^1]);
                    Find(row, begin, end, places, best, values);
                    new Span<int>(places, (int)(end - begin)).CopyTo(new Span<int>(to + row * view.Outputs[^1] + begin, (int)(end - begin)));
                }
            }
        }

        // The largest so far of output begin stands first in the buffers.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Find(long row, long begin, long end, int* places, T* best, T* values)
        {
            long plane = row / view.OutputRows, within = row % view.OutputRows;
            new Span<int>(places, (int)(end - begin)).Fill(-1);
            for (int tap = 0; tap < view.Taps; tap++)
            {
                long inputRow = view.InputRow(within, tap);
                if (inputRow < 0) continue;
                (long low, long high, long shift) = view.Inside[tap];
                (low, high) = (Math.Max(low, begin), Math.Min(high, end));
                if (low >= high) continue;
                long at = plane * view.InputPlane + inputRow * view.Spatial[^1] + shift + low * view.Stride[^1];
                Take(at, (int)(high - low), places + low - begin, best + low - begin, values);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Take(long at, int count, int* places, T* best, T* values)
        {
            int stride = view.Stride[^1];
            T* source = from + at;
            for (int i = 0; i < count; i++) values[i] = source[i * (long)stride];
            if (typeof(T) == typeof(float))
            {
                Vectors((int)at, stride, count, (float*)values, places, (float*)best);
                return;
            }

            for (int i = 0; i < count; i++)
            {
                if (places[i] >= 0 && !ArgMaxRoutine<T>.Beats(values[i], best[i])) continue;
                (best[i], places[i]) = (values[i], (int)at + i * stride);
            }
        }

        // What stands behind the last output is looked at and left as it is.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Vectors(int at, int stride, int count, float* values, int* places, float* best)
        {
            Vector<int> steps = Vector<int>.Indices * stride;
            for (int i = 0; i < count; i += Vector<float>.Count)
            {
                Vector<float> value = Vector.Load(values + i), old = Vector.Load(best + i);
                Vector<int> place = Vector.Load(places + i);
                Vector<int> beats = Vector.GreaterThan(value, old) | Vector.AndNot(Vector.Equals(old, old), Vector.Equals(value, value)) | Vector.LessThan(place, Vector<int>.Zero);
                beats &= Vector.LessThan(Vector<int>.Indices, new Vector<int>(count - i));
                Vector.Store(Vector.ConditionalSelect(beats, value, old), best + i);
                Vector.Store(Vector.ConditionalSelect(beats, new Vector<int>(at + i * stride) + steps, place), places + i);
            }
        }
    }
}
