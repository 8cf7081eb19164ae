using System.Globalization;

namespace Glissade.Cli;

/// <summary>Numbers for people: the same on every machine.</summary>
internal static class Figures
{
    /// <summary>Four significant digits: <c>0.09123</c>, <c>48.02</c>, <c>1.2e-05</c>; a dash for what is not known.</summary>
    public static string Short(double value)
    {
        if (double.IsNaN(value)) return "-";
        if (double.IsInfinity(value)) return value > 0 ? "infinite" : "-infinite";
        double size = Math.Abs(value);
        if (size == 0) return "0";
        if (size is >= 1e6 or < 1e-4) return value.ToString("0.###e+00", CultureInfo.InvariantCulture).Replace("e+0", "e", StringComparison.Ordinal).Replace("e+", "e", StringComparison.Ordinal);
        return value.ToString(size >= 1000 ? "0" : size >= 100 ? "0.0" : size >= 10 ? "0.00" : size >= 0.1 ? "0.0000" : "0.00000", CultureInfo.InvariantCulture);
    }

    /// <summary>A number as it was chosen, such as a learning rate: as few digits as say it in float32.</summary>
    public static string Chosen(double value) => double.IsNaN(value) ? "-" : ((float)value).ToString("0.######e-0", CultureInfo.InvariantCulture) is var scientific && Math.Abs(value) is < 1e-3 and > 0
        ? scientific : ((float)value).ToString("G4", CultureInfo.InvariantCulture);

    /// <summary>A count with commas: <c>101,770</c>.</summary>
    public static string Count(double value) => double.IsFinite(value) ? value.ToString("#,0", CultureInfo.InvariantCulture) : "-";

    public static string Counted(long value, string one, string? many = null) => $"{Count(value)} {(value == 1 ? one : many ?? one + "s")}";

    public static string Bytes(long value) => value switch
    {
        >= 1L << 30 => $"{(value / (double)(1L << 30)).ToString("0.0", CultureInfo.InvariantCulture)} GiB",
        >= 1L << 20 => $"{(value / (double)(1L << 20)).ToString("0.0", CultureInfo.InvariantCulture)} MiB",
        >= 1L << 10 => $"{(value / (double)(1L << 10)).ToString("0.0", CultureInfo.InvariantCulture)} KiB",
        _ => $"{value} B",
    };

    /// <summary>A time: <c>0.8 s</c>, <c>42 s</c>, <c>3 min 05 s</c>, <c>2 h 10 min</c>.</summary>
    public static string Time(double seconds)
    {
        if (!double.IsFinite(seconds)) return "-";
        if (seconds < 9.95) return seconds.ToString("0.0", CultureInfo.InvariantCulture) + " s";
        long whole = (long)Math.Round(seconds);
        if (whole < 60) return $"{whole} s";
        return whole < 3600 ? $"{whole / 60} min {whole % 60:00} s" : $"{Count(whole / 3600)} h {whole % 3600 / 60:00} min";
    }
}
