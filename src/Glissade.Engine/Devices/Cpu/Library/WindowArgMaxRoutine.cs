using System.Numerics;
using System.Runtime.CompilerServices;
using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary>
/// <see cref="WindowArgMax"/>: for a stretch of a row of outputs one tap after the other, with the largest so far and its place side by side. No branch looks at a
/// value: which element of a window is the largest cannot be foreseen.
/// </summary>
internal sealed unsafe class WindowArgMaxRoutine<T>(LibraryKernel kernel, WindowArgMax row) : Routine where T : unmanaged, INumber<T>
{
    /// <summary>Outputs of a stretch: what is kept of them stays in the first-level cache.</summary>
    private const int Stretch = 256;

    private readonly WindowView _view = new(row.Window, kernel.Inputs[0].Shape, kernel.Output.Shape);
    private readonly int _input = kernel.Inputs[0].Buffer, _output = kernel.Output.Buffer;
    private readonly long _count = kernel.Output.Shape.Count;
    private readonly (long Begin, long End, long Shift)[] _inside = Insides(new(row.Window, kernel.Inputs[0].Shape, kernel.Output.Shape));

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool)
    {
        var job = new Job(_view, _inside, _count / Math.Max(1, _view.Outputs[^1]), (T*)buffers[_input], (int*)buffers[_output]);
        pool.Run(ref job, _count == 0 ? 0 : job.Cut.Tasks);
    }

    private static (long Begin, long End, long Shift)[] Insides(WindowView view) => [.. Enumerable.Range(0, view.Taps).Select(view.Inside)];

    private readonly struct Job(WindowView view, (long Begin, long End, long Shift)[] inside, long rows, T* from, int* to) : IJob
    {
        public TaskCut Cut => new(rows, view.Taps * (4L + view.Outputs[^1] / 2));

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        [SkipLocalsInit]
        public void Run(int task, int worker)
        {
            TaskCut cut = Cut;
            T* best = stackalloc T[Stretch], values = stackalloc T[Stretch];
            for (long row = cut.Begin(task); row < cut.End(task); row++)
                for (long begin = 0; begin < view.Outputs[^1]; begin += Stretch) Find(row, begin, Math.Min(begin + Stretch, view.Outputs[^1]), best, values);
        }

        // The largest so far of output begin stands first in the buffers.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Find(long row, long begin, long end, T* best, T* values)
        {
            long plane = row / view.OutputRows, within = row % view.OutputRows;
            int* places = to + row * view.Outputs[^1] + begin;
            new Span<int>(places, (int)(end - begin)).Fill(-1);
            for (int tap = 0; tap < view.Taps; tap++)
            {
                long inputRow = view.InputRow(within, tap);
                if (inputRow < 0) continue;
                (long low, long high, long shift) = inside[tap];
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
            if (stride != 1)
            {
                for (int i = 0; i < count; i++) values[i] = source[i * (long)stride];
                source = values;
            }

            int done = typeof(T) == typeof(float) ? Vectors((int)at, stride, count, (float*)source, places, (float*)best) : 0;
            for (; done < count; done++)
            {
                bool beats = places[done] < 0 | ArgMaxRoutine<T>.Beats(source[done], best[done]);
                best[done] = beats ? source[done] : best[done];
                places[done] = beats ? (int)at + done * stride : places[done];
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static int Vectors(int at, int stride, int count, float* source, int* places, float* best)
        {
            Vector<int> steps = Vector<int>.Indices * stride;
            if (count < Vector<float>.Count) return 0;

            // The last vector begins a little earlier: what is looked at twice does not beat itself.
            for (int next = 0; next < count; next += Vector<float>.Count)
            {
                int i = Math.Min(next, count - Vector<float>.Count);
                Vector<float> value = Vector.Load(source + i), old = Vector.Load(best + i);
                Vector<int> place = Vector.Load(places + i);
                Vector<int> beats = Vector.GreaterThan(value, old) | Vector.AndNot(Vector.Equals(old, old), Vector.Equals(value, value)) | Vector.LessThan(place, Vector<int>.Zero);
                Vector.Store(Vector.ConditionalSelect(beats, value, old), best + i);
                Vector.Store(Vector.ConditionalSelect(beats, new Vector<int>(at + i * stride) + steps, place), places + i);
            }

            return count;
        }
    }
}
