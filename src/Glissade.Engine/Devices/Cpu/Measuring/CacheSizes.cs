using System.Globalization;

namespace Glissade.Devices.Cpu.Measuring;

/// <summary>The caches of this machine, as its system tells of them.</summary>
internal static class CacheSizes
{
    // What a processor of a few cores has, where nobody tells.
    private const long Usual = 32L << 20;

    /// <summary>Bytes of the largest cache: what fits in it need not come from memory. 32 MiB where the system does not say.</summary>
    public static long LastLevel { get; } = OfLinux("/sys/devices/system/cpu/cpu0/cache") ?? Usual;

    /// <summary>The largest cache in a folder of Linux's descriptions; null if there are none.</summary>
    internal static long? OfLinux(string folder)
    {
        try
        {
            if (!Directory.Exists(folder)) return null;
            long largest = 0;
            foreach (string index in Directory.EnumerateDirectories(folder, "index*"))
            {
                string file = Path.Combine(index, "size");
                if (File.Exists(file) && Bytes(File.ReadAllText(file).Trim()) is { } bytes) largest = Math.Max(largest, bytes);
            }

            return largest > 0 ? largest : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long? Bytes(string text)
    {
        int shift = text.LastOrDefault() switch { 'K' => 10, 'M' => 20, 'G' => 30, _ => 0 };
        return long.TryParse(shift == 0 ? text : text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number < 1L << 30 ? number << shift : null;
    }
}
