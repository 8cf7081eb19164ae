using System.Numerics;
using System.Runtime.CompilerServices;

namespace Glissade.Devices.Cpu;

/// <summary>
/// The largest of windows of two by two, as most poolings have them, after a max(x, 0): numbers without a sign are ordered as their bits are, so that rows may be compared before their elements are
/// parted, and no zero is more than another. A plane in which a sign or a NaN turns up is gone on with in the order of the windows.
/// </summary>
internal static unsafe class LargestPairs
{
    /// <summary>Pools a plane whose rows of windows ascend. The input may be read up to <paramref name="behind"/>, and the outputs up to <paramref name="end"/> may be written, being written later.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Plane(WindowRows rows, float* plane, float* behind, float* to, float* end)
    {
        long width = rows.Width, count = rows.Outputs;
        Vector<int> infinity = new(BitConverter.SingleToInt32Bits(float.PositiveInfinity));
        ReadOnlySpan<int> taps = rows.Rows;
        bool isRectified = true;
        for (int row = 0; row < rows.OutputRows; row++, to += count)
        {
            float* first = plane + taps[2 * row] * width, second = plane + taps[2 * row + 1] * width;
            bool hasRoom = count >= Vector<float>.Count || (end - to >= Vector<float>.Count && behind - second >= 2 * Vector<float>.Count);
            for (long i = 0; i < count && hasRoom && isRectified; i += Vector<float>.Count)
            {
                i = Math.Max(0, Math.Min(i, count - Vector<float>.Count));
                Vector<int> a = Vector.Load((int*)first + 2 * i), b = Vector.Load((int*)first + 2 * i + Vector<int>.Count);
                Vector<int> c = Vector.Load((int*)second + 2 * i), d = Vector.Load((int*)second + 2 * i + Vector<int>.Count);
                (Vector<float> even, Vector<float> odd) = VectorPairs.Part(Vector.AsVectorSingle(Vector.Max(a, c)), Vector.AsVectorSingle(Vector.Max(b, d)));
                Vector<int> largest = Vector.Max(Vector.AsVectorInt32(even), Vector.AsVectorInt32(odd));
                isRectified = !Vector.LessThanAny(a | b | c | d | Vector.GreaterThan(largest, infinity), Vector<int>.Zero);
                Vector.Store(largest, (int*)to + i);
            }

            if (!hasRoom || !isRectified) WindowPairs<float>.Fold<WindowLargest<float>>(plane, behind, width, taps.Slice(2 * row, 2), to, count, end - to);
        }
    }
}
