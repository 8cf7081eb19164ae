using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Glissade.Bench;

/// <summary>The machine, for reports and for the name of their folder.</summary>
internal static class Machine
{
    /// <summary>As <c>AMD EPYC (family 25, model 1), 2 processors, 256-bit vectors, 32 MiB of cache</c>.</summary>
    public static string Description { get; } =
        $"{Name()}{Model()}, {Environment.ProcessorCount} processors, {VectorBits}-bit vectors, {CacheSizes.LastLevel >> 20} MiB of cache; {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSArchitecture}";

    /// <summary>The folder of this machine's results, made if it is not there.</summary>
    public static string Results
    {
        get
        {
            string name = $"{Name()} {Field("cpu family")} {Field("model")} {Environment.ProcessorCount}x{VectorBits}";
            string slug = string.Join('-', new string([.. name.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries));
            return Directory.CreateDirectory(Path.Combine(Root, "bench", "results", slug)).FullName;
        }
    }

    /// <summary>The repository.</summary>
    public static string Root
    {
        get
        {
            string? folder = AppContext.BaseDirectory;
            while (folder is not null && !File.Exists(Path.Combine(folder, "Glissade.slnx"))) folder = Path.GetDirectoryName(folder);
            return folder ?? throw new DirectoryNotFoundException("Run it within the repository.");
        }
    }

    private static int VectorBits => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

    private static string Name() => Field("model name") is { Length: > 0 } name ? name : RuntimeInformation.OSArchitecture.ToString();

    // A virtual machine often hides which processor it is; family and model it tells.
    private static string Model() => Field("cpu family") is { Length: > 0 } family ? $" (family {family}, model {Field("model")})" : "";

    private static string Field(string name)
    {
        const string file = "/proc/cpuinfo";
        if (!File.Exists(file)) return "";
        return File.ReadLines(file).Select(line => line.Split(':', 2)).FirstOrDefault(parts => parts.Length == 2 && parts[0].Trim() == name)?[1].Trim() ?? "";
    }
}
