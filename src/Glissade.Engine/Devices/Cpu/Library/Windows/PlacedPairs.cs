using System.Numerics;
using System.Runtime.CompilerServices;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary>
/// Windows of two by two, one beside the other: the largest of each together with its place, 0 to 3 in the order of the window, and the way back from the places alone. Rows of windows are
/// numbered through all planes. Where a row is shorter than a vector, a vector is read and written all the same, if there is room for it; what follows is written later.
/// </summary>
internal static unsafe class PlacedPairs<T> where T : unmanaged, INumber<T>
{
    private static bool AreFast => VectorPairs.AreFast<T>();

    /// <summary>Whether windows are such.</summary>
    public static bool Suit(Window window) => window.Rank == 2 && window.Extent.All(taps => taps == 2) && window.Stride.All(step => step == 2)
        && window.Dilation.All(step => step == 1) && window.Before.Concat(window.After).All(padding => padding == 0);

    /// <summary>Finds the largest of each window in some rows of windows. <paramref name="behind"/> is where the input ends.</summary>
    public static void Find(WindowRows rows, T* from, T* behind, T* to, T* places, long begin, long end)
    {
        T* last = to + end * rows.Outputs;
        for (long row = begin; row < end; row++)
        {
            T* first = from + FirstRow(rows, row), second = first + rows.Width, target = to + row * rows.Outputs, place = places + row * rows.Outputs;
            bool hasRoom = rows.Outputs >= Vector<T>.Count || (last - target >= Vector<T>.Count && behind - second >= 2 * Vector<T>.Count);
            if (AreFast && hasRoom) FindRow(first, second, target, place, rows.Outputs);
            else FindPlainly(first, second, target, place, rows.Outputs);
        }
    }

    /// <summary>Gives the place of each window in some rows of windows what the window was given, and all other elements of these rows +0. <paramref name="behind"/> is where what was given ends.</summary>
    public static void Give(WindowRows rows, T* given, T* behind, T* places, T* to, long begin, long end)
    {
        T* last = to + FirstRow(rows, end);
        for (long row = begin; row < end; row++)
        {
            T* first = to + FirstRow(rows, row), second = first + rows.Width, source = given + row * rows.Outputs, place = places + row * rows.Outputs;
            bool hasRoom = rows.Outputs >= Vector<T>.Count || (last - second >= 2 * Vector<T>.Count && behind - source >= Vector<T>.Count);
            if (AreFast && hasRoom) GiveRow(source, place, first, second, rows.Outputs);
            else GivePlainly(source, place, first, second, rows.Outputs);

            // What no window reads: the end of an odd row, and an odd row at the end of a plane.
            for (long k = 2L * rows.Outputs; k < rows.Width; k++) (first[k], second[k]) = (T.Zero, T.Zero);
            if ((row + 1) % rows.OutputRows == 0) new Span<T>(second + rows.Width, (rows.InputRows - 2 * rows.OutputRows) * rows.Width).Clear();
        }
    }

    private static long FirstRow(WindowRows rows, long row)
    {
        (long plane, long within) = Math.DivRem(row, rows.OutputRows);
        return plane * rows.InputPlane + 2 * within * rows.Width;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FindRow(T* first, T* second, T* to, T* places, long count)
    {
        Vector<T> one = Vector<T>.One, two = one + one;
        for (long i = 0; i < count; i += Vector<T>.Count)
        {
            i = Math.Max(0, Math.Min(i, count - Vector<T>.Count));
            (Vector<T> a, Vector<T> b) = VectorPairs.Load(first + 2 * i);
            (Vector<T> c, Vector<T> d) = VectorPairs.Load(second + 2 * i);
            Vector<T> right = Vector.GreaterThan(b, a), lowerRight = Vector.GreaterThan(d, c);
            Vector<T> upper = Vector.ConditionalSelect(right, b, a), under = Vector.ConditionalSelect(lowerRight, d, c), lower = Vector.GreaterThan(under, upper);
            if (Vector.AsVectorInt32(Vector.Equals(a, a) & Vector.Equals(b, b) & Vector.Equals(c, c) & Vector.Equals(d, d)) != Vector<int>.AllBitsSet)
            {
                (right, lowerRight) = (WindowLargestOrNaN<T>.Beats(b, a), WindowLargestOrNaN<T>.Beats(d, c));
                (upper, under) = (Vector.ConditionalSelect(right, b, a), Vector.ConditionalSelect(lowerRight, d, c));
                lower = WindowLargestOrNaN<T>.Beats(under, upper);
            }

            Vector.Store(Vector.ConditionalSelect(lower, under, upper), to + i);
            Vector.Store((Vector.ConditionalSelect(lower, lowerRight, right) & one) + (lower & two), places + i);
        }
    }

    private static void FindPlainly(T* first, T* second, T* to, T* places, long count)
    {
        T* window = stackalloc T[4];
        for (long i = 0; i < count; i++)
        {
            (window[0], window[1], window[2], window[3]) = (first[2 * i], first[2 * i + 1], second[2 * i], second[2 * i + 1]);
            int best = 0;
            for (int tap = 1; tap < 4; tap++)
                if (window[tap] > window[best] || (T.IsNaN(window[tap]) && !T.IsNaN(window[best]))) best = tap;
            (to[i], places[i]) = (window[best], T.CreateTruncating(best));
        }
    }

    // A sum that begins with +0: there is no −0.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GiveRow(T* given, T* places, T* toFirst, T* toSecond, long count)
    {
        Vector<T> one = Vector<T>.One, two = one + one, three = two + one;
        for (long i = 0; i < count; i += Vector<T>.Count)
        {
            i = Math.Max(0, Math.Min(i, count - Vector<T>.Count));
            Vector<T> value = Vector.Load(given + i) + Vector<T>.Zero, place = Vector.Load(places + i);
            VectorPairs.Store(value & Vector.Equals(place, Vector<T>.Zero), value & Vector.Equals(place, one), toFirst + 2 * i);
            VectorPairs.Store(value & Vector.Equals(place, two), value & Vector.Equals(place, three), toSecond + 2 * i);
        }
    }

    private static void GivePlainly(T* given, T* places, T* toFirst, T* toSecond, long count)
    {
        for (long i = 0; i < count; i++)
        {
            T value = given[i] + T.Zero;
            int place = int.CreateTruncating(places[i]);
            (toFirst[2 * i], toFirst[2 * i + 1]) = (place == 0 ? value : T.Zero, place == 1 ? value : T.Zero);
            (toSecond[2 * i], toSecond[2 * i + 1]) = (place == 2 ? value : T.Zero, place == 3 ? value : T.Zero);
        }
    }
}
