using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Glissade.Devices.Cpu.Products;

/// <summary>
/// Dot products of a few rows of A with one column: 16 lanes for each row, whatever the width of a vector. Eight vectors of sums are under way,
/// so a group has as many rows as make 8 vectors.
/// </summary>
internal static unsafe class LaneKernel<T, V, W>
    where T : unmanaged
    where V : struct
    where W : IWidth<V>
{
    /// <summary>Lanes of a sum: part of the declared order of arithmetic.</summary>
    public const int Lanes = 16;

    /// <summary>Rows in a group.</summary>
    public static int Rows
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 8 / VectorsPerRow;
    }

    private static int VectorsPerRow
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Lanes / W.Count;
    }

    /// <summary>Adds terms to the lanes of <see cref="Rows"/> rows, which lie row after row, or begins the lanes.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Run(T* a, long rowStride, T* b, long length, T* lanes, bool begin)
    {
        long row = rowStride * sizeof(T);
        V s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        if (!begin)
        {
            s0 = Lane(lanes, 0);
            s1 = Lane(lanes, 1);
            s2 = Lane(lanes, 2);
            s3 = Lane(lanes, 3);
            s4 = Lane(lanes, 4);
            s5 = Lane(lanes, 5);
            s6 = Lane(lanes, 6);
            s7 = Lane(lanes, 7);
        }

        long k = 0;
        for (; k <= length - Lanes; k += Lanes)
        {
            s0 = Step(a + k, row, b + k, 0, s0);
            s1 = Step(a + k, row, b + k, 1, s1);
            s2 = Step(a + k, row, b + k, 2, s2);
            s3 = Step(a + k, row, b + k, 3, s3);
            s4 = Step(a + k, row, b + k, 4, s4);
            s5 = Step(a + k, row, b + k, 5, s5);
            s6 = Step(a + k, row, b + k, 6, s6);
            s7 = Step(a + k, row, b + k, 7, s7);
        }

        if (k < length)
        {
            a += k;
            b += k;
            length -= k;
            s0 = Rest(a, row, b, length, 0, s0);
            s1 = Rest(a, row, b, length, 1, s1);
            s2 = Rest(a, row, b, length, 2, s2);
            s3 = Rest(a, row, b, length, 3, s3);
            s4 = Rest(a, row, b, length, 4, s4);
            s5 = Rest(a, row, b, length, 5, s5);
            s6 = Rest(a, row, b, length, 6, s6);
            s7 = Rest(a, row, b, length, 7, s7);
        }

        W.Store(s0, lanes);
        W.Store(s1, lanes + W.Count);
        W.Store(s2, lanes + (2 * W.Count));
        W.Store(s3, lanes + (3 * W.Count));
        W.Store(s4, lanes + (4 * W.Count));
        W.Store(s5, lanes + (5 * W.Count));
        W.Store(s6, lanes + (6 * W.Count));
        W.Store(s7, lanes + (7 * W.Count));
    }

    /// <summary>Sums the lanes of all rows of a group, and puts each row's total in its place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Sums(T* lanes, T* totals, long stride)
    {
        int row = 0;
        if (typeof(T) == typeof(float) && Sse.IsSupported)
        {
            // Four rows' last levels are made together.
            for (; row <= Rows - 4; row += 4, lanes += 4 * Lanes, totals += 4 * stride)
            {
                Vector128<float> low = Pairs(Quarter(lanes), Quarter(lanes + Lanes));
                Vector128<float> high = Pairs(Quarter(lanes + (2 * Lanes)), Quarter(lanes + (3 * Lanes)));
                Vector128<T> sums = Sse.Add(Sse.Shuffle(low, high, 0b10_00_10_00), Sse.Shuffle(low, high, 0b11_01_11_01)).As<float, T>();
                if (stride == 1)
                {
                    sums.Store(totals);
                    continue;
                }

                for (int i = 0; i < 4; i++)
                    totals[i * stride] = sums[i];
            }
        }

        for (; row < Rows; row++, lanes += Lanes, totals += stride)
            *totals = Sum(lanes);
    }

    /// <summary>Sums 16 lanes by the declared tree, whose upper levels are sums of vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(T* lanes)
    {
        Vector256<T> sums = Vector256.Load(lanes) + Vector256.Load(lanes + 8);
        if (Vector256<T>.Count == 4)
            sums += Vector256.Load(lanes + 4) + Vector256.Load(lanes + 12);

        Vector128<T> half = sums.GetLower() + sums.GetUpper();
        return Vector128<T>.Count == 2
            ? Scalars.Add(half[0], half[1])
            : Scalars.Add(Scalars.Add(half[0], half[2]), Scalars.Add(half[1], half[3]));
    }

    /// <summary>16 lanes to 4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Quarter(T* lanes)
    {
        Vector256<float> sums = Vector256.Load((float*)lanes) + Vector256.Load((float*)lanes + 8);
        return sums.GetLower() + sums.GetUpper();
    }

    /// <summary>4 lanes to 2, of two rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Pairs(Vector128<float> first, Vector128<float> second) =>
        Sse.Add(Sse.MoveLowToHigh(first, second), Sse.MoveHighToLow(second, first));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Lane(T* lanes, int vector) => W.Load(lanes + (vector * W.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Step(T* a, long row, T* b, int vector, V sum)
    {
        int offset = vector % VectorsPerRow * W.Count;
        return W.MultiplyAdd(W.Load((byte*)(a + offset) + (vector / VectorsPerRow * row)), W.Load(b + offset), sum);
    }

    /// <summary>The last terms, fewer than the lanes. A lane without one gets −0 · 1, which changes no sum: +0 would turn a lane of −0 into +0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Rest(T* a, long row, T* b, long terms, int vector, V sum)
    {
        int offset = vector % VectorsPerRow * W.Count;
        if (terms <= offset)
            return sum;

        T zero = Scalars.Of<T>(-0f), one = Scalars.Of<T>(1);
        V mask = W.First(terms - offset);
        V left = W.LoadMasked((T*)((byte*)(a + offset) + (vector / VectorsPerRow * row)), mask, W.Broadcast(&zero));
        return W.MultiplyAdd(left, W.LoadMasked(b + offset, mask, W.Broadcast(&one)), sum);
    }
}
