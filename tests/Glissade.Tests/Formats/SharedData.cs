using Xunit.Abstractions;

namespace Glissade.Tests.Formats;

/// <summary>Real data beside the repository; named by GLISSADE_DATA or found as ../shared/data.</summary>
internal static class SharedData
{
    /// <summary>A file of the data, or null where there is none; then the output says so.</summary>
    public static string? Find(string name, ITestOutputHelper output)
    {
        foreach (string folder in Folders())
            if (System.IO.File.Exists(Path.Combine(folder, name))) return Path.Combine(folder, name);
        output.WriteLine($"SKIPPED: there is no shared/data/{name} beside the repository; set GLISSADE_DATA to the folder that has it.");
        return null;
    }

    private static IEnumerable<string> Folders()
    {
        if (Environment.GetEnvironmentVariable("GLISSADE_DATA") is { Length: > 0 } named) yield return named;
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            yield return Path.Combine(folder.FullName, "shared", "data");
    }
}
