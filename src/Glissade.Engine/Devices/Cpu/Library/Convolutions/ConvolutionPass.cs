using System.Runtime.CompilerServices;
using Glissade.Devices.Cpu.Products;

namespace Glissade.Devices.Cpu;

/// <summary>The extents of a convolution, or of the way back, as one product for every example and group: rows × terms by terms × places.</summary>
internal readonly record struct ConvolutionExtents(long Batch, long Groups, long Channels, long Rows);

/// <summary>Sums over channels and taps for a grid of places, term after term. A task copies a band of places of one example, and computes all rows of it.</summary>
internal sealed unsafe class ConvolutionPass<T, V, W> : GridPass<T, V, W>
    where T : unmanaged
    where V : struct
    where W : IWidth<V>
{
    private readonly ConvolutionExtents _extents;
    private readonly TapPlanes<T> _planes;
    private readonly GridSums<T, V, W> _sums;
    private readonly PlaceBands _bands;
    private readonly bool _inPlace;
    private readonly long _terms, _plane;
    private readonly long _edgeOffset, _workerBytes;
    private readonly TaskCut _cut;

    /// <param name="extents">Channels and rows are those of a group.</param>
    /// <param name="axes">What each place sees.</param>
    /// <param name="window">All taps, those included that no place sees: they count where sums are cut.</param>
    /// <param name="packed">Whether weights lie as tiles, however few places there are for them: laying them out costs nothing here.</param>
    public ConvolutionPass(ConvolutionExtents extents, ConvolutionAxis[] axes, Shape window, bool packed = false)
    {
        _extents = extents;
        _plane = axes.Aggregate(1L, (product, axis) => product * axis.Places);
        _terms = extents.Channels * axes.Aggregate(1L, (product, axis) => product * axis.Taps.Length);
        long multiplyAdds = extents.Rows * _terms * _plane;
        _bands = new PlaceBands(axes, TapPlanes<T>.SizeOfRow(axes, extents.Channels) * sizeof(T), extents.Batch * extents.Groups, multiplyAdds);
        _planes = new TapPlanes<T>(axes, extents.Channels, _bands.Longest);
        _inPlace = _planes.InPlace && axes[0].Places / _bands.Count * _planes.Inner >= W.Count;
        _sums = new GridSums<T, V, W>(extents, axes, window, _planes, axes, _inPlace, packed);
        _edgeOffset = Aligned(_inPlace ? 0 : (_planes.Size + W.Count) * sizeof(T));
        _workerBytes = Aligned(_edgeOffset + GridSums<T, V, W>.EdgeSize * sizeof(T));
        _cut = new TaskCut(extents.Batch * extents.Groups * _bands.Count, multiplyAdds / _bands.Count / 16 + (_inPlace ? 0 : _planes.Size / 2));
    }

    public override WeightTiles<T, V, W> Weights => _sums.Weights;

    public override long ScratchBytes(int workers) => workers * _workerBytes;

    /// <summary>It does not where bands of them are worth tasks of their own.</summary>
    public override bool FinishesPlanes => _bands.Count == 1 && _extents.Groups == 1;

    public override PackedForm Packed => new PackedTiles<T, V, W>(_extents.Groups, _extents.Rows, _terms);

    public override void Run(T* source, T* weights, bool isPacked, byte* scratch, WorkerPool pool, ConvolutionFinish finish)
    {
        Job job = new(this, source, weights, scratch, finish);
        pool.Run(ref job, _cut.Tasks);
    }

    private readonly struct Job(ConvolutionPass<T, V, W> pass, T* source, T* weights, byte* scratch, ConvolutionFinish finish) : IJob
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int task, int worker)
        {
            byte* memory = scratch + worker * pass._workerBytes;
            TaskCut cut = pass._cut;
            for (long item = cut.Begin(task); item < cut.End(task); item++)
            {
                (long of, long band) = Math.DivRem(item, pass._bands.Count);
                long place = pass._bands.Begin(band), places = pass._bands.Begin(band + 1) - place;
                long first = of * pass._extents.Rows;
                byte** table = finish.Table(first, worker);
                Band(memory, of, of % pass._extents.Groups, place, places, (T*)finish.Target(table));
                finish.Band(table, first, pass._extents.Rows, pass._plane, place * pass._planes.Inner, places * pass._planes.Inner, worker);
                finish.Pool(table, first, pass._extents.Rows, worker);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Band(byte* memory, long of, long group, long place, long places, T* target)
        {
            TapPlanes<T> planes = pass._planes;
            ConvolutionExtents extents = pass._extents;
            T* from = source + of * extents.Channels * planes.SourcePlane;
            if (pass._inPlace) from += place * planes.Inner;
            else
            {
                planes.Copy(from, extents.Channels, place, places, (T*)memory);
                from = (T*)memory;
            }

            T* end = target + of * extents.Rows * pass._plane + place * planes.Inner;
            pass._sums.Run(from, weights + group * pass.Weights.GroupStride, end, pass._plane, places * planes.Inner, (T*)(memory + pass._edgeOffset));
        }
    }
}
