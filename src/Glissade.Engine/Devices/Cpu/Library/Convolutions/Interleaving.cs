using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Glissade.Devices.Cpu;

/// <summary>Some lines of equal length, the same distance apart.</summary>
internal readonly unsafe struct Lines<T>(T* first, long step) where T : unmanaged
{
    public T* First => first;

    /// <summary>From line to line.</summary>
    public long Step => step;
}

/// <summary>Lines whose elements come in turn from several shorter ones.</summary>
internal static unsafe class Interleaving
{
    /// <summary>Element i is number i / sources of source i mod sources.</summary>
    /// <param name="from">Of the first source.</param>
    /// <param name="distance">From source to source.</param>
    /// <param name="isThere">Which of the sources there are; the others are zeros.</param>
    /// <param name="sources">How many.</param>
    /// <param name="to">Where the lines go.</param>
    /// <param name="length">Elements of a line.</param>
    /// <param name="lines">How many.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<T>(Lines<T> from, long distance, ReadOnlySpan<bool> isThere, int sources, Lines<T> to, long length, long lines) where T : unmanaged
    {
        bool pairs = sources == 2 && sizeof(T) == sizeof(float) && Avx2.IsSupported, first = isThere[0], second = sources > 1 && isThere[1];
        T* source = from.First, target = to.First;
        for (long line = 0; line < lines; line++, source += from.Step, target += to.Step)
        {
            if (pairs) Pairs(first ? (float*)source : null, second ? (float*)(source + distance) : null, (float*)target, length);
            else if (sources == 1 && first) new Span<T>(source, (int)length).CopyTo(new Span<T>(target, (int)length));
            else for (int i = 0; i < sources; i++) Every(isThere[i] ? source + i * distance : null, target + i, sources, length - i);
        }
    }

    private static void Every<T>(T* from, T* to, int step, long length) where T : unmanaged
    {
        for (long i = 0; i < length; i += step) to[i] = from == null ? default : *from++;
    }

    /// <summary>Vector after vector; the last one begins earlier, and what is written twice is the same.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pairs(float* even, float* odd, float* to, long length)
    {
        long last = length - 2 * Vector256<float>.Count, i = 0;
        if (last >= 0)
        {
            for (; i < last; i += 2 * Vector256<float>.Count) Sixteen(At(even, i / 2), At(odd, i / 2), to + i);
            if ((last & 1) == 0) Sixteen(At(even, last / 2), At(odd, last / 2), to + last);
            else Sixteen(At(odd, last / 2), At(even, last / 2 + 1), to + last);
            return;
        }

        for (; i < length; i++)
        {
            float* from = (i & 1) == 0 ? even : odd;
            to[i] = from == null ? 0 : from[i / 2];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> At(float* line, long place) => line == null ? default : Vector256.Load(line + place);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Sixteen(Vector256<float> a, Vector256<float> b, float* to)
    {
        Vector256<float> low = Avx.UnpackLow(a, b), high = Avx.UnpackHigh(a, b);
        Avx.Permute2x128(low, high, 0x20).Store(to);
        Avx.Permute2x128(low, high, 0x31).Store(to + Vector256<float>.Count);
    }
}
