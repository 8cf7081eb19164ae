using Glissade.Operations;

namespace Glissade;

/// <summary>
/// Random words one after the other from the counter-based generator Philox, keyed by (seed, path) and counted from (index, 0): two streams of different index have nothing in common, and a
/// stream depends on nothing but these three.
/// </summary>
/// <param name="seed">The seed of everything.</param>
/// <param name="path">What the numbers are for, such as <c>split</c>.</param>
/// <param name="index">Which of the streams of this seed and path, such as the number of an example.</param>
internal struct RandomStream(ulong seed, string path, ulong index = 0)
{
    private readonly ulong _key = Philox.PathKey(path) ^ seed;
    private ulong _block;
    private uint _word0, _word1, _word2, _word3;
    private int _left;

    /// <summary>The next 32 random bits.</summary>
    public uint Next()
    {
        if (_left == 0)
        {
            Span<uint> words = stackalloc uint[4];
            Philox.Block((uint)_block, (uint)(_block >> 32), (uint)index, (uint)(index >> 32), (uint)_key, (uint)(_key >> 32), words);
            (_word0, _word1, _word2, _word3) = (words[0], words[1], words[2], words[3]);
            _block++;
            _left = 4;
        }

        return _left-- switch { 4 => _word0, 3 => _word1, 2 => _word2, _ => _word3 };
    }

    /// <summary>A whole number from 0 to <paramref name="count"/> - 1, each as likely (Lemire 2019: multiply, and refuse the few that would be too many).</summary>
    public int Below(int count)
    {
        uint range = (uint)count, refused = (0u - range) % range;
        ulong product;
        do product = (ulong)Next() * range;
        while ((uint)product < refused);
        return (int)(product >> 32);
    }

    /// <summary>A number in [<paramref name="low"/>, <paramref name="high"/>), one of 2^32 equally spaced.</summary>
    public double Between(double low, double high) => low + (high - low) * (Next() * (1.0 / 4294967296));

    /// <summary>A number of mean 0 and deviation 1 within ±3.46: the sum of four uniform ones is near enough to a normal one, and needs no logarithm.</summary>
    public double Bell()
    {
        double sum = 0;
        for (int i = 0; i < 4; i++) sum += Next() * (1.0 / 4294967296);
        return (sum - 2) * 1.7320508075688772;
    }

    /// <summary>0, 1, … <paramref name="count"/> - 1 in a random order (Fisher and Yates).</summary>
    public int[] Permutation(int count)
    {
        var order = new int[count];
        for (int i = 0; i < count; i++) order[i] = i;
        Shuffle(order);
        return order;
    }

    /// <summary>Puts items into a random order.</summary>
    public void Shuffle(Span<int> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int other = Below(i + 1);
            (items[i], items[other]) = (items[other], items[i]);
        }
    }
}
