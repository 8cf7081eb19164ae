using Xunit.Abstractions;

namespace Glissade.Tests;

/// <summary>The folder of real data beside the repository, where it is present.</summary>
internal static class SharedData
{
    /// <summary>The path of a file or folder in it; null, and said aloud, where it is absent.</summary>
    public static string? Find(string name, ITestOutputHelper output)
    {
        string? folder = Environment.GetEnvironmentVariable("GLISSADE_DATA");
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); folder is null && at is not null; at = at.Parent)
        {
            string beside = Path.Combine(at.FullName, "shared", "data");
            if (Directory.Exists(beside)) folder = beside;
        }

        string path = Path.Combine(folder ?? "", name);
        if (folder is not null && Path.Exists(path)) return path;
        output.WriteLine($"SKIPPED: {name} is not there; set GLISSADE_DATA to the folder of real data.");
        return null;
    }
}
