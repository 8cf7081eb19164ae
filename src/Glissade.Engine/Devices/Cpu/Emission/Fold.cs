using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Glissade.Devices.Cpu.Emission;

/// <summary>
/// The fixed trees that end a reduction: 16 lanes are folded in halves, and the results of blocks of 4,096 are added in pairs, pairs of pairs and so on, an odd last one
/// going up as it is. The pairs are kept like the digits of a binary counter, so that nothing but a few numbers is remembered.
/// </summary>
internal static unsafe class Fold
{
    /// <summary>Levels of pairs; enough for 2³² blocks.</summary>
    public const int Levels = 34;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(float* lanes)
    {
        Vector128<float> four = Vector128.Load(lanes) + Vector128.Load(lanes + 8) + (Vector128.Load(lanes + 4) + Vector128.Load(lanes + 12));
        Vector128<float> two = four + Vector128.Shuffle(four, Vector128.Create(2, 3, 2, 3));
        return two.ToScalar() + two.GetElement(1);
    }

    public static double Sum(double* lanes)
    {
        for (int half = 8; half > 0; half /= 2)
            for (int i = 0; i < half; i++) lanes[i] += lanes[i + half];
        return lanes[0];
    }

    public static int Sum(int* lanes)
    {
        int sum = 0;
        for (int i = 0; i < 16; i++) sum += lanes[i];
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(float* lanes)
    {
        Vector128<float> four = Vector128.Max(Vector128.Max(Vector128.Load(lanes), Vector128.Load(lanes + 8)), Vector128.Max(Vector128.Load(lanes + 4), Vector128.Load(lanes + 12)));
        Vector128<float> two = Vector128.Max(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 2, 3)));
        return MathF.Max(two.ToScalar(), two.GetElement(1));
    }

    public static double Max(double* lanes)
    {
        double max = lanes[0];
        for (int i = 1; i < 16; i++) max = Math.Max(max, lanes[i]);
        return max;
    }

    public static int Max(int* lanes)
    {
        int max = lanes[0];
        for (int i = 1; i < 16; i++) max = Math.Max(max, lanes[i]);
        return max;
    }

    /// <summary>Takes in the result of block number <paramref name="block"/>.</summary>
    public static void Push(float* levels, long block, float value)
    {
        int level = 0;
        for (; (block >> level & 1) != 0; level++) value = levels[level] + value;
        levels[level] = value;
    }

    public static void Push(double* levels, long block, double value)
    {
        int level = 0;
        for (; (block >> level & 1) != 0; level++) value = levels[level] + value;
        levels[level] = value;
    }

    /// <summary>The sum of all blocks.</summary>
    public static float Total(float* levels, long blocks)
    {
        if (blocks == 0) return 0;
        int level = System.Numerics.BitOperations.TrailingZeroCount(blocks);
        float total = levels[level];
        for (level++; blocks >> level != 0; level++)
            if ((blocks >> level & 1) != 0) total = levels[level] + total;
        return total;
    }

    public static double Total(double* levels, long blocks)
    {
        if (blocks == 0) return 0;
        int level = System.Numerics.BitOperations.TrailingZeroCount(blocks);
        double total = levels[level];
        for (level++; blocks >> level != 0; level++)
            if ((blocks >> level & 1) != 0) total = levels[level] + total;
        return total;
    }
}
