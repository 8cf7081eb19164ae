using System.Numerics;
using System.Runtime.InteropServices;
using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary>
/// All three as one product: rows (filters, channels) by columns (positions, or weights of a filter), each element a sum over terms in the declared order. A part of
/// the terms of one block of columns is laid out as a panel, terms by columns, and multiplied into the sums of all rows; lanes run over columns, so no
/// sum is ever split. A first partial sum is taken as it is, later ones are added to it.
/// </summary>
/// <remarks>The terms of an input gradient are numbered filter by filter and tap by tap, those left out included: the cut does not depend on the position.</remarks>
internal sealed unsafe class OldConvolutionRoutine<T, V, L> : Routine where T : unmanaged, INumber<T> where V : unmanaged where L : struct, ILanes<V>
{
    /// <summary>Columns of a panel: two cache lines.</summary>
    private static readonly int Columns = 128 / sizeof(T);

    private const int TermsAtOnce = 128;
    private const int RowsAtOnce = 64;

    private readonly Whole _panelled, _scalars, _output;
    private readonly Whole? _begin;
    private readonly ConvolutionPanel<T> _panel;
    private readonly bool _overBatch, _masked;
    private readonly long _rows, _columns, _terms, _cutTerms, _batch, _groups;
    private readonly long _columnBlocks, _rowBlocks, _scratch;
    private readonly TaskCut _cut;

    public OldConvolutionRoutine(LibraryKernel kernel)
    {
        (Convolution forward, Shape x, Shape w, Shape y) = kernel.Operation switch
        {
            ConvolutionInputGradient gradient => (gradient.Forward, gradient.InputShape, kernel.Inputs[1].Shape, kernel.Inputs[0].Shape),
            ConvolutionWeightGradient gradient => (gradient.Forward, kernel.Inputs[0].Shape, gradient.WeightShape, kernel.Inputs[1].Shape),
            Convolution convolution => (convolution, kernel.Inputs[0].Shape, kernel.Inputs[1].Shape, kernel.Output.Shape),
            _ => throw new InvalidOperationException($"{kernel.Operation.Name} is no convolution."),
        };
        (_panelled, _scalars, _output) = (kernel.Inputs[0], kernel.Inputs[1], kernel.Output);
        _begin = kernel.Inputs.Length > 2 ? kernel.Inputs[2] : null;
        _masked = kernel.Operation is ConvolutionInputGradient;
        _overBatch = kernel.Operation is ConvolutionWeightGradient;
        var view = new WindowView(forward.Window, x, y);
        _panel = new ConvolutionPanel<T>(view, x[1], w[0], forward.Groups);
        _groups = forward.Groups;
        _batch = x[0];
        long channels = w[1], filters = w[0] / forward.Groups;
        if (_overBatch) (_rows, _columns, _terms, _cutTerms) = (filters, channels * view.Taps, _batch * view.OutputPlane, SummationOrder.CutOverBatch(view.OutputPlane));
        else if (_masked) (_rows, _columns, _terms, _cutTerms) = (channels, view.InputPlane, filters * view.Taps, SummationOrder.Block);
        else (_rows, _columns, _terms, _cutTerms) = (filters, view.OutputPlane, channels * view.Taps, SummationOrder.Block);

        _columnBlocks = (_columns + Columns - 1) / Columns;
        _rowBlocks = (_rows + RowsAtOnce - 1) / RowsAtOnce;
        _cut = new TaskCut((_overBatch ? 1 : _batch) * _groups * _rowBlocks * _columnBlocks, _terms * Columns * (1 + Math.Min(_rows, RowsAtOnce) / 16) / 2);
        _scratch = Memory.Bytes(view.Taps);
    }

    public override long ScratchBytes(int workers) => workers * _scratch;

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool)
    {
        var job = new Job(this, (T*)buffers[_panelled.Buffer], (T*)buffers[_scalars.Buffer], (T*)buffers[_output.Buffer], _begin is null ? null : (T*)buffers[_begin.Buffer], scratch);
        pool.Run(ref job, _output.Shape.Count == 0 ? 0 : _cut.Tasks);
    }

    /// <summary>One worker's scratch.</summary>
    private readonly struct Memory(byte* start)
    {
        private static readonly int PanelBytes = TermsAtOnce * Columns * sizeof(T);

        public static long Bytes(int taps) =>
            2L * PanelBytes + RowsAtOnce * Columns * sizeof(T) + TermsAtOnce * (sizeof(long) + 1L) + ((taps * sizeof(long)) + 127L) / 64 * 64;

        /// <summary>[terms, columns]</summary>
        public T* Panel => (T*)start;

        /// <summary>Ones where a term takes part.</summary>
        public T* Mask => (T*)(start + PanelBytes);

        /// <summary>[rows, columns]</summary>
        public T* Sums => (T*)(start + 2 * PanelBytes);

        /// <summary>Where the scalar of each term lies, counted from the row's first.</summary>
        public long* Places => (long*)(start + 2 * PanelBytes + RowsAtOnce * Columns * sizeof(T));

        public Presence* Presences => (Presence*)(Places + TermsAtOnce);

        public long* TapRows => (long*)(Presences + TermsAtOnce);
    }

    private readonly struct Job(OldConvolutionRoutine<T, V, L> routine, T* panelled, T* scalars, T* output, T* begin, byte* scratch) : IJob
    {
        public void Run(int task, int worker)
        {
            var memory = new Memory(scratch + worker * routine._scratch);
            TaskCut cut = routine._cut;
            for (long item = cut.Begin(task); item < cut.End(task); item++)
            {
                long column = item % routine._columnBlocks * Columns, rest = item / routine._columnBlocks;
                long row = rest % routine._rowBlocks * RowsAtOnce;
                rest /= routine._rowBlocks;
                Block(memory, rest / routine._groups, rest % routine._groups, row, column);
            }
        }

        private void Block(Memory memory, long example, long group, long row, long column)
        {
            int rows = (int)Math.Min(RowsAtOnce, routine._rows - row), columns = (int)Math.Min(Columns, routine._columns - column);
            long outputRows = routine._overBatch ? 0 : example * routine._groups * routine._rows;
            T* target = output + (outputRows + group * routine._rows + row) * routine._columns + column;
            long done = 0;
            do
            {
                NativeMemory.Clear(memory.Sums, (nuint)(rows * Columns * sizeof(T)));
                long end = Math.Min(routine._terms, done + routine._cutTerms);
                bool first = done == 0;
                if (first && begin != null) Take(begin + (target - output), memory.Sums, rows, columns);
                for (; done < end; done += TermsAtOnce)
                {
                    int terms = (int)Math.Min(TermsAtOnce, end - done);
                    T* scalar = Prepare(memory, example, group, row, column, columns, done, terms, out long rowStride);
                    Multiply(memory, scalar, rowStride, rows, terms);
                }

                done = end;
                Put(memory.Sums, target, rows, columns, first);
            }
            while (done < routine._terms);
        }

        /// <summary>Lays out the panel of some terms, and says where the scalars of the first row are.</summary>
        private T* Prepare(Memory memory, long example, long group, long row, long column, int columns, long term, int terms, out long rowStride)
        {
            ConvolutionPanel<T> panel = routine._panel;
            if (columns < Columns) NativeMemory.Clear(memory.Panel, (nuint)(terms * Columns * sizeof(T)));
            if (routine._overBatch)
            {
                panel.Samples(panelled, group, term, terms, column, columns, memory.Panel, Columns, 1, memory.TapRows);
                rowStride = panel.View.OutputPlane;
                long fromExample = panel.Filters * rowStride;
                for (int k = 0; k < terms; k++) memory.Places[k] = (term + k) / rowStride * fromExample + (term + k) % rowStride;
                return scalars + (group * routine._rows + row) * rowStride;
            }

            int taps = panel.View.Taps;
            if (routine._masked)
            {
                panel.Upstreams(panelled, example, group, column, columns, term, terms, memory.Panel, memory.Mask, memory.Presences, Columns, memory.TapRows);
                rowStride = taps;
                for (int k = 0; k < terms; k++) memory.Places[k] = (term + k) / taps * routine._rows * taps + (term + k) % taps;
                return scalars + (group * panel.GroupFilters * routine._rows + row) * taps;
            }

            panel.Samples(panelled, group, example * routine._columns + column, columns, term, terms, memory.Panel, 1, Columns, memory.TapRows);
            rowStride = routine._terms;
            for (int k = 0; k < terms; k++) memory.Places[k] = term + k;
            return scalars + (group * routine._rows + row) * rowStride;
        }

        private void Multiply(Memory memory, T* scalar, long rowStride, int rows, int terms)
        {
            Presence* presences = routine._masked ? memory.Presences : null;
            int row = 0;
            for (; row <= rows - 4; row += 4)
                ConvolutionTile<T, V, L>.FourRows(memory.Sums + row * Columns, memory.Panel, memory.Mask, presences, scalar + row * rowStride, rowStride, memory.Places, terms);
            for (; row < rows; row++)
                ConvolutionTile<T, V, L>.OneRow(memory.Sums + row * Columns, memory.Panel, memory.Mask, presences, scalar + row * rowStride, memory.Places, terms);
        }

        private void Take(T* from, T* sums, int rows, int columns)
        {
            for (int row = 0; row < rows; row++, sums += Columns, from += routine._columns) new Span<T>(from, columns).CopyTo(new Span<T>(sums, columns));
        }

        private void Put(T* sums, T* target, int rows, int columns, bool first)
        {
            for (int row = 0; row < rows; row++, sums += Columns, target += routine._columns)
            {
                if (first) new Span<T>(sums, columns).CopyTo(new Span<T>(target, columns));
                else for (int i = 0; i < columns; i++) target[i] += sums[i];
            }
        }
    }
}
