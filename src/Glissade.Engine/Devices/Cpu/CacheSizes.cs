using System.Globalization;

namespace Glissade.Devices.Cpu;

/// <summary>The caches of this machine, as its system tells of them.</summary>
internal static class CacheSizes
{
    // What a processor of a few cores has, where nobody tells.
    private static readonly long[] s_usual = [32L << 10, 1L << 20, 32L << 20];

    /// <summary>Bytes of each level of cache, smallest first; of a processor as usual where the system does not say.</summary>
    public static IReadOnlyList<long> Levels { get; } = OfLinux("/sys/devices/system/cpu/cpu0/cache") is { Count: > 0 } known ? known : s_usual;

    /// <summary>Bytes of the largest cache: what fits in it need not come from memory.</summary>
    public static long LastLevel => Levels[^1];

    /// <summary>Bytes of the cache between the nearest and the last.</summary>
    public static long SecondLevel => Second(Levels);

    // The nearest are two, for data and for code, and may differ in size.
    internal static long Second(IReadOnlyList<long> levels) => levels.FirstOrDefault(level => level >= 128 << 10 && level < levels[^1], s_usual[1]);

    /// <summary>The sizes in a folder of Linux's descriptions, each once, smallest first; none if there are none.</summary>
    internal static IReadOnlyList<long> OfLinux(string folder)
    {
        try
        {
            if (!Directory.Exists(folder)) return [];
            var sizes = new List<long>();
            foreach (string index in Directory.EnumerateDirectories(folder, "index*"))
            {
                string file = Path.Combine(index, "size");
                if (File.Exists(file) && Bytes(File.ReadAllText(file).Trim()) is { } bytes) Insert(sizes, bytes);
            }

            return sizes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // Not a sorted set: the runtime compiles one of numbers when a process starts.
    private static void Insert(List<long> sizes, long bytes)
    {
        int at = 0;
        while (at < sizes.Count && sizes[at] < bytes) at++;
        if (at == sizes.Count || sizes[at] != bytes) sizes.Insert(at, bytes);
    }

    private static long? Bytes(string text)
    {
        int shift = text.LastOrDefault() switch { 'K' => 10, 'M' => 20, 'G' => 30, _ => 0 };
        return long.TryParse(shift == 0 ? text : text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number < 1L << 30 ? number << shift : null;
    }
}
