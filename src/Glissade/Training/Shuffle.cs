using Glissade.Operations;

namespace Glissade;

/// <summary>Permutations that depend on (seed, purpose, number) alone.</summary>
internal static class Shuffle
{
    /// <summary>A permutation of 0 … count − 1.</summary>
    public static int[] Permutation(int count, int seed, string purpose, long number)
    {
        var order = new int[count];
        Fill(order, seed, purpose, number);
        return order;
    }

    /// <summary>Fills an array with a permutation of its indices, by Fisher and Yates.</summary>
    public static void Fill(int[] order, int seed, string purpose, long number)
    {
        for (int i = 0; i < order.Length; i++) order[i] = i;
        ulong key = Philox.PathKey(purpose) ^ ((ulong)(uint)seed * 0x9E3779B97F4A7C15);
        Span<uint> words = stackalloc uint[4];
        for (int i = order.Length - 1; i > 0; i--)
        {
            Philox.Block((uint)i, 0, (uint)number, (uint)(number >> 32), (uint)key, (uint)(key >> 32), words);
            // 64 random bits over at most 2³¹ places: no place is favoured by more than 2⁻³³.
            int j = (int)Math.BigMul(((ulong)words[0] << 32) | words[1], (ulong)(i + 1), out _);
            (order[i], order[j]) = (order[j], order[i]);
        }
    }
}
