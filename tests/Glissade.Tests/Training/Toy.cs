namespace Glissade.Tests.Training;

/// <summary>Small data that trains in milliseconds.</summary>
internal static class Toy
{
    /// <summary>A generator whose numbers are the same everywhere.</summary>
    public static IEnumerable<double> Numbers(int seed)
    {
        ulong state = (ulong)seed * 0x9E3779B97F4A7C15 + 1;
        while (true)
        {
            state += 0x9E3779B97F4A7C15;
            ulong z = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            yield return ((z ^ (z >> 31)) >> 11) / (double)(1UL << 53);
        }
    }

    /// <summary>Points of a plane in three classes that no line parts.</summary>
    public static Dataset Classes(int count, int seed = 1)
    {
        double[] numbers = [.. Numbers(seed).Take(count * 2).Select(u => 4 * u - 2)];
        float[] inputs = [.. numbers.Select(number => (float)number)];
        int[] classes = [.. Enumerable.Range(0, count).Select(i =>
        {
            double radius = numbers[2 * i] * numbers[2 * i] + numbers[2 * i + 1] * numbers[2 * i + 1];
            return radius < 1 ? 0 : numbers[2 * i] * numbers[2 * i + 1] > 0 ? 1 : 2;
        })];
        return Dataset.From<float, int>(inputs, new Shape(2), classes);
    }

    /// <summary>y = 3a − 2b + 1.</summary>
    public static Dataset Line(int count, int seed = 1)
    {
        float[] inputs = [.. Numbers(seed).Take(count * 2).Select(u => (float)(2 * u - 1))];
        return Dataset.From<float, float>(inputs, new Shape(2), [.. Enumerable.Range(0, count).Select(i => 3 * inputs[2 * i] - 2 * inputs[2 * i + 1] + 1)]);
    }

    public static Layer Network(int hidden = 16, double dropout = 0.1) =>
        new Sequential(new Linear(2, hidden), new Tanh(), new Dropout(dropout), new Linear(hidden, 3));

    /// <summary>All parameters' bits.</summary>
    public static byte[] Bits(Layer model) =>
        [.. model.Parameters.SelectMany(parameter => System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(parameter.Values<float>()).ToArray())];

    public static string Folder()
    {
        string path = Path.Combine(Path.GetTempPath(), $"glissade-{Guid.NewGuid():N}");
        Directory.CreateDirectory(path);
        return path;
    }
}
