using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Glissade.Devices.Cpu;

/// <summary>
/// A copy of some channels in which every tap sees all its places side by side. Along the first axis a tap only looks some rows further on; the taps of the other axes have a
/// plane each, shifted, with zeros at its margins: three planes for a window of 3×3, where a copy of all that windows see would be nine.
/// </summary>
/// <remarks>The copy is laid out [phase, channel, tap of the other axes, row, places of the other axes]; a phase holds the rows of equal remainder by the step.</remarks>
internal sealed unsafe class TapPlanes<T> where T : unmanaged
{
    private readonly ConvolutionAxis _outer;
    private readonly ConvolutionAxis? _last;
    private readonly int[] _phases, _ahead, _firsts, _reaches, _middleRows;
    private readonly (long Low, long High)[] _inside;
    private readonly long _channels, _middlePlaces, _rows, _planesSize;

    // Whether a plane is copied in one go, and whether a line is parted for all taps at once.
    private readonly bool _shifts, _halves;

    /// <param name="axes">At least one.</param>
    /// <param name="channels">So many are copied at once, at the most.</param>
    /// <param name="band">So many places of the first axis are copied at once, at the most.</param>
    public TapPlanes(ConvolutionAxis[] axes, long channels, long band)
    {
        (_outer, _last, _channels) = (axes[0], axes.Length > 1 ? axes[^1] : null, channels);
        int least = _outer.Offsets.DefaultIfEmpty().Min(), step = _outer.Step;
        int[] remainders = [.. _outer.Offsets.Select(offset => (offset - least) % step).Distinct()];
        _phases = [.. _outer.Offsets.Select(offset => Array.IndexOf(remainders, (offset - least) % step))];
        _ahead = [.. _outer.Offsets.Select(offset => (offset - least) / step)];
        _firsts = [.. remainders.Select(remainder => least + remainder)];
        _reaches = [.. remainders.Select((_, phase) => _ahead.Where((_, tap) => _phases[tap] == phase).Max())];

        (Inner, InnerTaps, SourcePlane, _middlePlaces) = (1, 1, _outer.Source, 1);
        _middleRows = [0];
        for (int i = 1; i < axes.Length; i++)
        {
            ConvolutionAxis axis = axes[i];
            Inner *= axis.Places;
            InnerTaps *= axis.Offsets.Length;
            SourcePlane *= axis.Source;
            if (i == axes.Length - 1) break;
            _middlePlaces *= axis.Places;
            _middleRows = [.. Middle(_middleRows, axis, (int)(_middlePlaces / axis.Places))];
        }

        _inside = _last is null ? [] : [.. _last.Offsets.Select(offset => Inside(offset, _last.Step, _last.Source, _last.Places))];
        _shifts = axes.Length == 2 && _outer.Step == 1 && axes[1].Step == 1 && axes[1].Places == axes[1].Source;
        _rows = band + _reaches.DefaultIfEmpty().Max();
        _halves = axes.Length == 2 && axes[1] is { Step: 2, Offsets.Length: > 1 } && sizeof(T) == sizeof(float) && Avx2.IsSupported;
        _planesSize = remainders.Length * channels * InnerTaps * PlaneSize;
        Size = _planesSize + (_halves ? 2 * _rows * HalfOf(axes[1].Source) : 0);
        InPlace = step == 1 && least >= 0 && _outer.Places - 1 + _outer.Offsets.DefaultIfEmpty().Max() < _outer.Source
            && axes.Skip(1).All(axis => axis.Step == 1 && axis.Places == axis.Source && axis.Offsets is [0]);
    }

    /// <summary>Places of all axes but the first.</summary>
    public long Inner { get; }

    /// <summary>Taps of all axes but the first.</summary>
    public int InnerTaps { get; }

    /// <summary>Elements of one channel of the source.</summary>
    public long SourcePlane { get; }

    /// <summary>Whether the source itself lies as the copy would, its channels a whole plane apart.</summary>
    public bool InPlace { get; }

    /// <summary>From tap to tap of the other axes, and from the last of them to the next channel.</summary>
    public long PlaneSize => _rows * Inner;

    /// <summary>Elements of the copy.</summary>
    public long Size { get; }

    /// <summary>Elements of the copy for every place of the first axis, at the most.</summary>
    public static long SizeOfRow(ConvolutionAxis[] axes, long channels)
    {
        long size = channels * Math.Min(axes[0].Step, Math.Max(1, axes[0].Offsets.Length));
        for (int i = 1; i < axes.Length; i++) size *= axes[i].Places * Math.Max(1, axes[i].Offsets.Length);
        return size;
    }

    /// <summary>Where in the copy the first place sees the first channel through a tap of the first axis, and the first tap of the others.</summary>
    public long Place(int outerTap) => _phases[outerTap] * _channels * InnerTaps * PlaneSize + _ahead[outerTap] * Inner;

    /// <summary>The same in the source, where it lies as the copy would.</summary>
    public long PlaceInSource(int outerTap) => _outer.Offsets[outerTap] * Inner;

    /// <summary>Copies what places [<paramref name="place"/>, + <paramref name="places"/>) of the first axis see.</summary>
    public void Copy(T* source, long channels, long place, long places, T* to)
    {
        for (int phase = 0; phase < _firsts.Length; phase++)
        {
            long first = place * _outer.Step + _firsts[phase], rows = places + _reaches[phase];
            T* target = to + phase * _channels * InnerTaps * PlaneSize;
            for (long channel = 0; channel < channels; channel++)
            {
                T* from = source + channel * SourcePlane;
                if (_last is null)
                {
                    (long low, long high) = Inside(first, _outer.Step, _outer.Source, rows);
                    Line(from + first, _outer.Step, first + high * _outer.Step <= _outer.Source, low, high, rows, target);
                    target += PlaneSize;
                    continue;
                }

                if (_halves) Halves(from, first, rows, target, to + _planesSize);
                else
                {
                    for (int tap = 0; tap < InnerTaps; tap++)
                    {
                        if (_shifts) Shifted(from, first, _outer.Source, rows, _last.Offsets[tap], target + tap * PlaneSize);
                        else Rows(from, first, rows, tap, target + tap * PlaneSize);
                    }
                }

                target += InnerTaps * PlaneSize;
            }
        }
    }

    /// <summary>A plane as wide as the source: copied in one go, the margins cleared afterwards.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Shifted(T* from, long first, long sourceRows, long rows, long offset, T* to)
    {
        long width = Inner, low = Math.Clamp(-first, 0, rows), high = Math.Clamp(sourceRows - first, low, rows);
        long margin = Math.Abs(offset), count = (high - low) * width - margin;
        if (margin >= width || count <= 0)
        {
            new Span<T>(to, (int)(rows * width)).Clear();
            return;
        }

        new Span<T>(to, (int)(low * width)).Clear();
        new Span<T>(to + high * width, (int)((rows - high) * width)).Clear();
        T* source = from + (first + low) * width + Math.Max(0, offset), target = to + low * width;
        new Span<T>(source, (int)count).CopyTo(new Span<T>(target + Math.Max(0, -offset), (int)count));
        T* edge = target + (offset > 0 ? width - margin : 0);
        for (long row = low; row < high; row++, edge += width)
            for (long i = 0; i < margin; i++) edge[i] = default;
    }

    /// <summary>
    /// All taps of places two positions apart: the lines are parted into planes of even elements and of odd ones, of which the taps see some shifted. What was just stored is not
    /// read again before all lines are parted: shifted vectors would have to wait for two stores each.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Halves(T* from, long first, long rows, T* to, T* halves)
    {
        long half = HalfOf(_last!.Source), width = Inner, plane = rows * half;
        T* even = halves;
        for (long row = 0; row < rows; row++, even += half)
        {
            long position = first + row * _outer.Step;
            if (position >= 0 && position < _outer.Source)
            {
                Halve((float*)from + position * _last.Source, _last.Source, (float*)even, (float*)(even + plane));
                continue;
            }

            new Span<T>(even, (int)half).Clear();
            new Span<T>(even + plane, (int)half).Clear();
        }

        for (int tap = 0; tap < InnerTaps; tap++, to += PlaneSize)
        {
            long offset = _last.Offsets[tap], shift = offset >> 1;
            T* source = halves + (offset & 1) * plane, target = to;
            if (width == half)
            {
                Shifted(source, 0, rows, rows, shift, to);
                continue;
            }

            (long low, long high) = _inside[tap];
            for (long row = 0; row < rows; row++, source += half, target += width)
            {
                for (long i = 0; i < low; i++) target[i] = default;
                SideBySide(source + shift + low, high - low, target + low);
                for (long i = high; i < width; i++) target[i] = default;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Rows(T* from, long first, long rows, int tap, T* to)
    {
        int lastTap = tap % _last!.Offsets.Length;
        long width = _last.Places, offset = _last.Offsets[lastTap], middle = tap / _last.Offsets.Length * _middlePlaces;
        long sourceRow = SourcePlane / Math.Max(1, _outer.Source);
        (long low, long high) = _inside[lastTap];
        bool isWhole = offset + high * _last.Step <= _last.Source;
        for (long row = 0; row < rows; row++)
        {
            long position = first + row * _outer.Step;
            if (position < 0 || position >= _outer.Source)
            {
                new Span<T>(to, (int)Inner).Clear();
                to += Inner;
                continue;
            }

            for (long m = 0; m < _middlePlaces; m++, to += width)
            {
                int at = _middleRows[middle + m];
                if (at < 0) new Span<T>(to, (int)width).Clear();
                else Line(from + position * sourceRow + (long)at * _last.Source + offset, _last.Step, isWhole, low, high, width, to);
            }
        }
    }

    /// <summary>Elements [low, high) of a line whose first one would lie at <paramref name="source"/>, the others zero.</summary>
    /// <param name="source">Outside the source where <paramref name="low"/> is not 0.</param>
    /// <param name="step">From element to element.</param>
    /// <param name="isWhole">Whether the source goes on behind the last element to where the next one would be.</param>
    /// <param name="low">The first that lies in the source.</param>
    /// <param name="high">The end of those that do.</param>
    /// <param name="count">Elements of the line.</param>
    /// <param name="to">Where it goes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Line(T* source, long step, bool isWhole, long low, long high, long count, T* to)
    {
        for (long margin = 0; margin < low; margin++) to[margin] = default;
        for (long margin = high; margin < count; margin++) to[margin] = default;
        if (step == 1)
        {
            SideBySide(source + low, high - low, to + low);
            return;
        }

        long i = low, last = high - Vector256<float>.Count;
        if (step == 2 && sizeof(T) == sizeof(float) && Avx2.IsSupported && last >= low)
        {
            for (; i < last; i += Vector256<float>.Count) Even((float*)source + i * 2).Store((float*)to + i);
            if (isWhole)
            {
                Even((float*)source + last * 2).Store((float*)to + last);
                i = high;
            }
        }

        for (; i < high; i++) to[i] = source[i * step];
    }

    /// <summary>Even elements of a line, of which there is no more than one more than of odd ones.</summary>
    private static long HalfOf(long length) => (length + 1) / 2;

    /// <summary>
    /// Parts a line into its even elements and its odd ones, with a zero where there is one less. Vectors of both begin earlier at the end, and what is written twice is the same.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Halve(float* line, long length, float* even, float* odd)
    {
        long pairs = length / 2, last = pairs - Vector256<float>.Count, i = 0;
        if (last >= 0)
        {
            for (; i < last; i += Vector256<float>.Count) Halve(line + i * 2, even + i, odd + i);
            Halve(line + last * 2, even + last, odd + last);
            i = pairs;
        }

        for (; i < pairs; i++) (even[i], odd[i]) = (line[i * 2], line[i * 2 + 1]);
        if ((length & 1) != 0) (even[pairs], odd[pairs]) = (line[length - 1], 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Halve(float* sixteen, float* even, float* odd)
    {
        Even(sixteen).Store(even);
        Vector256<float> halves = Avx.Shuffle(Vector256.Load(sixteen), Vector256.Load(sixteen + Vector256<float>.Count), 0b11_01_11_01);
        Avx2.Permute4x64(halves.AsDouble(), 0b11_01_10_00).AsSingle().Store(odd);
    }

    /// <summary>Every second of sixteen, from the first on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Even(float* sixteen)
    {
        Vector256<float> halves = Avx.Shuffle(Vector256.Load(sixteen), Vector256.Load(sixteen + Vector256<float>.Count), 0b10_00_10_00);
        return Avx2.Permute4x64(halves.AsDouble(), 0b11_01_10_00).AsSingle();
    }

    /// <summary>Lines are short: a call for each would take longer than its copying. The last vector begins earlier, and what is copied twice is the same.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SideBySide(T* from, long count, T* to)
    {
        long i = 0, last = count - Vector256<T>.Count;
        if (last >= 0)
        {
            for (; i < last; i += Vector256<T>.Count) Vector256.Load(from + i).Store(to + i);
            Vector256.Load(from + last).Store(to + last);
            return;
        }

        if (count >= Vector128<T>.Count)
        {
            last = count - Vector128<T>.Count;
            Vector128.Load(from).Store(to);
            Vector128.Load(from + last).Store(to + last);
            return;
        }

        for (; i < count; i++) to[i] = from[i];
    }

    /// <summary>Which of some positions, a step apart, lie in the source.</summary>
    private static (long Low, long High) Inside(long first, long step, long source, long count)
    {
        long low = Math.Clamp((-first + step - 1) / step, 0, count);
        long end = source - first;
        return (low, end <= 0 ? low : Math.Clamp((end + step - 1) / step, low, count));
    }

    /// <summary>For every tap and place of the middle axes so far and one more, the row of the source that is met, −1 outside.</summary>
    private static IEnumerable<int> Middle(int[] rows, ConvolutionAxis axis, int placesSoFar)
    {
        int taps = rows.Length / placesSoFar;
        for (int tap = 0; tap < taps; tap++)
        {
            foreach (int offset in axis.Offsets)
            {
                for (int place = 0; place < placesSoFar; place++)
                {
                    int before = rows[tap * placesSoFar + place];
                    for (int own = 0; own < axis.Places; own++)
                    {
                        int position = own * axis.Step + offset;
                        yield return before < 0 || position < 0 || position >= axis.Source ? -1 : before * axis.Source + position;
                    }
                }
            }
        }
    }
}
