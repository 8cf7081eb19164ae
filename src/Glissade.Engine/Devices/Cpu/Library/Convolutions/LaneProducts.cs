using System.Runtime.CompilerServices;
using Glissade.Devices.Cpu.Products;

namespace Glissade.Devices.Cpu;

/// <summary>
/// Sums of products lane by lane: for some taps, Σ over places of (what the tap sees there) · (a factor of the place), each lane a channel of its own. The sums stay in registers.
/// </summary>
internal static unsafe class LaneProducts<T, V, W>
    where T : unmanaged
    where V : struct
    where W : IWidth<V>
{
    /// <summary>As many sums as leave registers for a factor and an element.</summary>
    public const int MostTaps = 12;

    /// <summary>Goes on with the sums of all taps, twelve at a time or fewer.</summary>
    /// <param name="x">What the first tap sees from the first place, a vector of lanes.</param>
    /// <param name="lines">Where each line of places begins, in elements from there.</param>
    /// <param name="count">How many lines.</param>
    /// <param name="length">Places in a line.</param>
    /// <param name="step">From place to place of a line, in elements.</param>
    /// <param name="factors">A vector for each place, one after another.</param>
    /// <param name="taps">Where each tap looks, in elements from the first.</param>
    /// <param name="number">How many taps.</param>
    /// <param name="sums">A vector for each tap.</param>
    public static void Continue(T* x, long* lines, long count, long length, long step, T* factors, long* taps, int number, T* sums)
    {
        int parts = (number + MostTaps - 1) / MostTaps;
        for (int part = 0; part < parts; part++)
        {
            int first = number * part / parts, end = number * (part + 1) / parts;
            Run(x, lines, count, length, step, factors, taps + first, end - first, sums + first * W.Count);
        }
    }

    private static void Run(T* x, long* lines, long count, long length, long step, T* factors, long* taps, int number, T* sums)
    {
        switch (number)
        {
            case 1:
                Run<One>(x, lines, count, length, step, factors, taps, sums);
                break;
            case 2:
                Run<Two>(x, lines, count, length, step, factors, taps, sums);
                break;
            case 3:
                Run<Three>(x, lines, count, length, step, factors, taps, sums);
                break;
            case 4:
                Run<Four>(x, lines, count, length, step, factors, taps, sums);
                break;
            case 5:
                Run<Five>(x, lines, count, length, step, factors, taps, sums);
                break;
            case 6:
                Run<Six>(x, lines, count, length, step, factors, taps, sums);
                break;
            case 7:
                Run<Seven>(x, lines, count, length, step, factors, taps, sums);
                break;
            case 8:
                Run<Eight>(x, lines, count, length, step, factors, taps, sums);
                break;
            case 9:
                Run<Nine>(x, lines, count, length, step, factors, taps, sums);
                break;
            case 10:
                Run<Ten>(x, lines, count, length, step, factors, taps, sums);
                break;
            case 11:
                Run<Eleven>(x, lines, count, length, step, factors, taps, sums);
                break;
            default:
                Run<Twelve>(x, lines, count, length, step, factors, taps, sums);
                break;
        }
    }

    // Unrolled by hand because arrays of vectors do not stay in registers.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Run<TRows>(T* x, long* lines, long count, long length, long step, T* factors, long* taps, T* sums)
        where TRows : unmanaged, INumber
    {
        V s0 = sizeof(TRows) > 0 ? W.Load(sums + 0 * W.Count) : default;
        V s1 = sizeof(TRows) > 1 ? W.Load(sums + 1 * W.Count) : default;
        V s2 = sizeof(TRows) > 2 ? W.Load(sums + 2 * W.Count) : default;
        V s3 = sizeof(TRows) > 3 ? W.Load(sums + 3 * W.Count) : default;
        V s4 = sizeof(TRows) > 4 ? W.Load(sums + 4 * W.Count) : default;
        V s5 = sizeof(TRows) > 5 ? W.Load(sums + 5 * W.Count) : default;
        V s6 = sizeof(TRows) > 6 ? W.Load(sums + 6 * W.Count) : default;
        V s7 = sizeof(TRows) > 7 ? W.Load(sums + 7 * W.Count) : default;
        V s8 = sizeof(TRows) > 8 ? W.Load(sums + 8 * W.Count) : default;
        V s9 = sizeof(TRows) > 9 ? W.Load(sums + 9 * W.Count) : default;
        V s10 = sizeof(TRows) > 10 ? W.Load(sums + 10 * W.Count) : default;
        V s11 = sizeof(TRows) > 11 ? W.Load(sums + 11 * W.Count) : default;
        for (long line = 0; line < count; line++)
        {
            T* from = x + lines[line];
            for (long place = 0; place < length; place++, from += step, factors += W.Count)
            {
                V factor = W.Load(factors);
                s0 = W.MultiplyAdd(W.Load(from + taps[0]), factor, s0);
                if (sizeof(TRows) > 1) s1 = W.MultiplyAdd(W.Load(from + taps[1]), factor, s1);
                if (sizeof(TRows) > 2) s2 = W.MultiplyAdd(W.Load(from + taps[2]), factor, s2);
                if (sizeof(TRows) > 3) s3 = W.MultiplyAdd(W.Load(from + taps[3]), factor, s3);
                if (sizeof(TRows) > 4) s4 = W.MultiplyAdd(W.Load(from + taps[4]), factor, s4);
                if (sizeof(TRows) > 5) s5 = W.MultiplyAdd(W.Load(from + taps[5]), factor, s5);
                if (sizeof(TRows) > 6) s6 = W.MultiplyAdd(W.Load(from + taps[6]), factor, s6);
                if (sizeof(TRows) > 7) s7 = W.MultiplyAdd(W.Load(from + taps[7]), factor, s7);
                if (sizeof(TRows) > 8) s8 = W.MultiplyAdd(W.Load(from + taps[8]), factor, s8);
                if (sizeof(TRows) > 9) s9 = W.MultiplyAdd(W.Load(from + taps[9]), factor, s9);
                if (sizeof(TRows) > 10) s10 = W.MultiplyAdd(W.Load(from + taps[10]), factor, s10);
                if (sizeof(TRows) > 11) s11 = W.MultiplyAdd(W.Load(from + taps[11]), factor, s11);
            }
        }

        W.Store(s0, sums + 0 * W.Count);
        if (sizeof(TRows) > 1) W.Store(s1, sums + 1 * W.Count);
        if (sizeof(TRows) > 2) W.Store(s2, sums + 2 * W.Count);
        if (sizeof(TRows) > 3) W.Store(s3, sums + 3 * W.Count);
        if (sizeof(TRows) > 4) W.Store(s4, sums + 4 * W.Count);
        if (sizeof(TRows) > 5) W.Store(s5, sums + 5 * W.Count);
        if (sizeof(TRows) > 6) W.Store(s6, sums + 6 * W.Count);
        if (sizeof(TRows) > 7) W.Store(s7, sums + 7 * W.Count);
        if (sizeof(TRows) > 8) W.Store(s8, sums + 8 * W.Count);
        if (sizeof(TRows) > 9) W.Store(s9, sums + 9 * W.Count);
        if (sizeof(TRows) > 10) W.Store(s10, sums + 10 * W.Count);
        if (sizeof(TRows) > 11) W.Store(s11, sums + 11 * W.Count);
    }
}
