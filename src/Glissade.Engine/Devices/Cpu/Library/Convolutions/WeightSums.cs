using System.Runtime.CompilerServices;
using Glissade.Devices.Cpu.Products;

namespace Glissade.Devices.Cpu;

/// <summary>
/// The sums of a gradient of weights, filters side by side: [total or cut, group, tap of the first axis, channel, tap of the others, filter]. The cuts of a wave are computed side by
/// side, each to a place of its own, and then added in order.
/// </summary>
internal sealed unsafe class WeightSums<T, V, W>
    where T : unmanaged
    where V : struct
    where W : IWidth<V>
{
    /// <summary>Cuts that are computed side by side, at most.</summary>
    private const long CutsOfWave = 16;

    /// <summary>Fewer of them, if they take more memory.</summary>
    private const long WaveBytes = 64 << 20;

    private readonly ConvolutionExtents _extents;
    private readonly int _outerTaps, _innerTaps;
    private readonly long _allTaps, _sumsOfGroup;

    /// <param name="extents">Channels and rows are those of a group.</param>
    /// <param name="outerTaps">Taps of the first axis.</param>
    /// <param name="innerTaps">Taps of the other axes.</param>
    /// <param name="cuts">All cuts.</param>
    public WeightSums(ConvolutionExtents extents, int outerTaps, int innerTaps, long cuts)
    {
        (_extents, _outerTaps, _innerTaps, _allTaps) = (extents, outerTaps, innerTaps, (long)outerTaps * innerTaps);

        // Whole vectors: the last block of filters may be narrower than one.
        Lanes = (extents.Rows + W.Count - 1) / W.Count * W.Count;
        _sumsOfGroup = extents.Channels * _allTaps * Lanes;
        Wave = Math.Clamp(WaveBytes / Math.Max(1, extents.Groups * _sumsOfGroup * sizeof(T)), 1, Math.Min(cuts, CutsOfWave));
        Bytes = ((1 + Wave) * extents.Groups * _sumsOfGroup * sizeof(T) + 63) / 64 * 64;
    }

    /// <summary>Cuts that are computed side by side.</summary>
    public long Wave { get; }

    /// <summary>From one row of sums to the next.</summary>
    public long Lanes { get; }

    public long Bytes { get; }

    /// <summary>The sums of a cut's first row of some channels; the total is the cut before the first.</summary>
    public T* Of(T* all, long cutOfWave, long group, long outerTap, long channel) =>
        all + ((1 + cutOfWave) * _extents.Groups + group) * _sumsOfGroup + (outerTap * _extents.Channels + channel) * _innerTaps * Lanes;

    /// <summary>Where a weight of a group's first filter lies in the gradient.</summary>
    public long Weight(long group, long channel) => (group * _extents.Rows * _extents.Channels + channel) * _allTaps;

    /// <summary>Adds the cuts of a wave to the total of those before, in order; after the last wave puts the total where the weights' gradient belongs.</summary>
    public void Total(T* all, T* output, bool first, bool last, long cuts, WorkerPool pool)
    {
        TotalJob job = new(this, all, output, first, last, cuts);
        pool.Run(ref job, job.Cut.Tasks);
    }

    private readonly struct TotalJob(WeightSums<T, V, W> sums, T* all, T* output, bool first, bool last, long cuts) : IJob
    {
        /// <summary>Filters whose weights are written at once: a cache line of each.</summary>
        private const long FiltersAtOnce = 16;

        public TaskCut Cut => new(sums._extents.Groups * sums._extents.Channels, sums._allTaps * sums.Lanes * (2 + cuts / 4));

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int task, int worker)
        {
            TaskCut cut = Cut;
            for (long item = cut.Begin(task); item < cut.End(task); item++)
            {
                (long group, long channel) = Math.DivRem(item, sums._extents.Channels);
                for (int outerTap = 0; outerTap < sums._outerTaps; outerTap++) Add(group, outerTap, channel, sums._innerTaps * sums.Lanes);
                if (last) Put(group, channel);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Add(long group, int outerTap, long channel, long count)
        {
            T* total = sums.Of(all, -1, group, outerTap, channel), cut = sums.Of(all, 0, group, outerTap, channel);
            long step = sums._extents.Groups * sums._sumsOfGroup;
            for (long i = 0; i < count; i += W.Count)
            {
                V sum = first ? W.Load(cut + i) : W.Add(W.Load(total + i), W.Load(cut + i));
                for (long next = 1; next < cuts; next++) sum = W.Add(sum, W.Load(cut + next * step + i));
                W.Store(sum, total + i);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Put(long group, long channel)
        {
            long filterStride = sums._extents.Channels * sums._allTaps;
            for (long filter = 0; filter < sums._extents.Rows; filter += FiltersAtOnce)
            {
                long filters = Math.Min(FiltersAtOnce, sums._extents.Rows - filter);
                for (long tap = 0; tap < sums._allTaps; tap++)
                {
                    T* total = sums.Of(all, -1, group, tap / sums._innerTaps, channel) + tap % sums._innerTaps * sums.Lanes + filter;
                    T* to = output + sums.Weight(group, channel) + tap + filter * filterStride;
                    for (long i = 0; i < filters; i++) to[i * filterStride] = total[i];
                }
            }
        }
    }
}
