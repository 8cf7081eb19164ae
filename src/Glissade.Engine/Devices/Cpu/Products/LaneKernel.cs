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
    public static void Run(T* a, long rowStride, T* b, long length, T* lanes, bool begin) => Run<Zero>(a, rowStride, b, length, lanes, begin, null, 0);

    /// <summary>The whole dot products of <see cref="Rows"/> rows, each put in its place.</summary>
    /// <param name="a">Row after row.</param>
    /// <param name="rowStride">From one to the next, in elements.</param>
    /// <param name="b">The column, its terms side by side.</param>
    /// <param name="length">How many terms.</param>
    /// <param name="totals">Where the first goes.</param>
    /// <param name="stride">From one to the next, in elements.</param>
    /// <param name="lanes">Room for the lanes, if they do not stay in registers.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RunWhole(T* a, long rowStride, T* b, long length, T* totals, long stride, T* lanes)
    {
        if (StayInRegisters)
        {
            Run<One>(a, rowStride, b, length, lanes, true, totals, stride);
            return;
        }

        Run<Zero>(a, rowStride, b, length, lanes, true, null, 0);
        for (int row = 0; row < Rows; row++, lanes += Lanes, totals += stride) *totals = Sum(lanes);
    }

    /// <summary>The same for a group of rows or more: the last group reaches back over rows that are done, which come to the same.</summary>
    /// <param name="a">Row after row.</param>
    /// <param name="rowStride">From one to the next, in elements.</param>
    /// <param name="count">How many rows, at least <see cref="Rows"/>.</param>
    /// <param name="b">The column, its terms side by side.</param>
    /// <param name="length">How many terms.</param>
    /// <param name="totals">Where the first goes.</param>
    /// <param name="stride">From one to the next, in elements.</param>
    /// <param name="lanes">Room for the lanes of a group.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RunGroups(T* a, long rowStride, long count, T* b, long length, T* totals, long stride, T* lanes)
    {
        for (long row = 0; row < count; row += Rows)
        {
            row = Math.Min(row, count - Rows);
            RunWhole(a + (row * rowStride), rowStride, b, length, totals + (row * stride), stride, lanes);
        }
    }

    // The last levels of several rows are made together where a row's lanes are halved to 256 bits.
    private static bool StayInRegisters
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(float) && typeof(V) != typeof(Vector128<float>) && Avx2.IsSupported;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Run<TWhole>(T* a, long rowStride, T* b, long length, T* lanes, bool begin, T* totals, long stride)
        where TWhole : struct, INumber
    {
        long row = rowStride * sizeof(T);
        V s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        if (typeof(TWhole) == typeof(Zero) && !begin)
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
            Rest(a, row, b, length, 0, ref s0, ref s1, ref s2, ref s3, ref s4, ref s5, ref s6, ref s7);
            Rest(a, row, b, length, 1, ref s0, ref s1, ref s2, ref s3, ref s4, ref s5, ref s6, ref s7);
            Rest(a, row, b, length, 2, ref s0, ref s1, ref s2, ref s3, ref s4, ref s5, ref s6, ref s7);
            Rest(a, row, b, length, 3, ref s0, ref s1, ref s2, ref s3, ref s4, ref s5, ref s6, ref s7);
            Rest(a, row, b, length, 4, ref s0, ref s1, ref s2, ref s3, ref s4, ref s5, ref s6, ref s7);
            Rest(a, row, b, length, 5, ref s0, ref s1, ref s2, ref s3, ref s4, ref s5, ref s6, ref s7);
            Rest(a, row, b, length, 6, ref s0, ref s1, ref s2, ref s3, ref s4, ref s5, ref s6, ref s7);
            Rest(a, row, b, length, 7, ref s0, ref s1, ref s2, ref s3, ref s4, ref s5, ref s6, ref s7);
        }

        if (typeof(TWhole) != typeof(Zero))
        {
            // A row's eight half-sums lie in one vector of 512 bits, or in two of 256.
            Vector256<float> total = typeof(V) == typeof(Vector512<float>)
                ? Totals(Quarters(Half(s0, s0), Half(s1, s1)), Quarters(Half(s2, s2), Half(s3, s3)), Quarters(Half(s4, s4), Half(s5, s5)), Quarters(Half(s6, s6), Half(s7, s7)))
                : Totals(Quarters(Half(s0, s1), Half(s2, s3)), Quarters(Half(s4, s5), Half(s6, s7)), default, default);
            Put(total, (float*)totals, stride);
            return;
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

    /// <summary>16 lanes of a row to 8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Half(V first, V second)
    {
        if (typeof(V) == typeof(Vector512<float>))
        {
            var lanes = (Vector512<float>)(object)first;
            return lanes.GetLower() + lanes.GetUpper();
        }

        return (Vector256<float>)(object)first + (Vector256<float>)(object)second;
    }

    /// <summary>8 lanes to 4, of two rows: one in each half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Quarters(Vector256<float> first, Vector256<float> second) =>
        Avx.Permute2x128(first, second, 0x20) + Avx.Permute2x128(first, second, 0x31);

    /// <summary>4 lanes to the totals, of two rows each: the even rows in the lower half, the odd ones in the upper.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Totals(Vector256<float> r01, Vector256<float> r23, Vector256<float> r45, Vector256<float> r67)
    {
        Vector256<float> low = Pairs(r01, r23), high = Pairs(r45, r67);
        return Avx.Shuffle(low, high, 0b10_00_10_00) + Avx.Shuffle(low, high, 0b11_01_11_01);
    }

    /// <summary>4 lanes to 2, of two rows in each half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Pairs(Vector256<float> first, Vector256<float> second) =>
        Avx.Shuffle(first, second, 0b01_00_01_00) + Avx.Shuffle(first, second, 0b11_10_11_10);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(Vector256<float> total, float* totals, long stride)
    {
        Vector256<float> ordered = Avx2.PermuteVar8x32(total, Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7));
        if (stride == 1 && Rows == 8)
            ordered.Store(totals);
        else if (stride == 1)
            ordered.GetLower().Store(totals);
        else
            for (int row = 0; row < Rows; row++) totals[row * stride] = ordered[row];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Lane(T* lanes, int vector) => W.Load(lanes + (vector * W.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Step(T* a, long row, T* b, int vector, V sum)
    {
        int offset = vector % VectorsPerRow * W.Count;
        return W.MultiplyAdd(W.Load((byte*)(a + offset) + (vector / VectorsPerRow * row)), W.Load(b + offset), sum);
    }

    /// <summary>
    /// The last terms, fewer than the lanes: for one vector of every row, whose mask is made once. A lane without a term gets −0 · 1, which changes no sum: +0 would turn a lane of −0
    /// into +0.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Rest(T* a, long row, T* b, long terms, int vector, ref V s0, ref V s1, ref V s2, ref V s3, ref V s4, ref V s5, ref V s6, ref V s7)
    {
        int offset = vector * W.Count;
        if (vector >= VectorsPerRow || terms <= offset)
            return;

        T zero = Scalars.Of<T>(-0f), one = Scalars.Of<T>(1);
        V mask = W.First(terms - offset), otherwise = W.Broadcast(&zero), x = W.LoadMasked(b + offset, mask, W.Broadcast(&one));
        byte* from = (byte*)(a + offset);
        s0 = RestOfRow(from, row, vector, 0, mask, otherwise, x, s0);
        s1 = RestOfRow(from, row, vector, 1, mask, otherwise, x, s1);
        s2 = RestOfRow(from, row, vector, 2, mask, otherwise, x, s2);
        s3 = RestOfRow(from, row, vector, 3, mask, otherwise, x, s3);
        s4 = RestOfRow(from, row, vector, 4, mask, otherwise, x, s4);
        s5 = RestOfRow(from, row, vector, 5, mask, otherwise, x, s5);
        s6 = RestOfRow(from, row, vector, 6, mask, otherwise, x, s6);
        s7 = RestOfRow(from, row, vector, 7, mask, otherwise, x, s7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V RestOfRow(byte* from, long row, int vector, int index, V mask, V otherwise, V x, V sum) =>
        index % VectorsPerRow == vector ? W.MultiplyAdd(W.LoadMasked(from + (index / VectorsPerRow * row), mask, otherwise), x, sum) : sum;
}
