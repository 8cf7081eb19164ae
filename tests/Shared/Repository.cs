using System.Runtime.CompilerServices;

namespace Glissade.Tests.Support;

/// <summary>The files of the repository that these tests were compiled from.</summary>
internal static class Repository
{
    /// <summary>Tests that compare a file with what it should be write it instead.</summary>
    public static bool Rewrites { get; } = Environment.GetEnvironmentVariable("GLISSADE_WRITE_DOCS") == "1";

    public static string Root { get; } = Find();

    public static string FullPath(string path) => Path.Combine(Root, path);

    public static string Read(string path) => File.ReadAllText(FullPath(path)).ReplaceLineEndings("\n");

    public static void Write(string path, string text) => File.WriteAllText(FullPath(path), text);

    /// <summary>Files below a folder by their paths from the root, with slashes, in order; what builds and package managers put there is left out.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(FullPath(folder), pattern, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(part => part is "bin" or "obj" or "node_modules"))
            .Order(StringComparer.Ordinal);

    /// <summary>Fails where a text is not what it should be, or makes it so.</summary>
    public static void RequireSame(string path, string what, string now, string should)
    {
        string[] got = now.Split('\n'), wanted = should.Split('\n');
        int line = Enumerable.Range(0, Math.Max(got.Length, wanted.Length)).FirstOrDefault(i => got.ElementAtOrDefault(i) != wanted.ElementAtOrDefault(i), -1);
        if (line >= 0)
        {
            Assert.Fail($"{path}{what} is out of date; GLISSADE_WRITE_DOCS=1 dotnet test writes it anew. Its line {line + 1} is\n"
                + $"  {got.ElementAtOrDefault(line)}\nand should be\n  {wanted.ElementAtOrDefault(line)}");
        }
    }

    private static string Find([CallerFilePath] string here = "")
    {
        // From the source where it is still there, or from where the tests run.
        foreach (string start in (string[])[Path.GetDirectoryName(here)!, AppContext.BaseDirectory])
        {
            for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
                if (File.Exists(Path.Combine(folder.FullName, "Glissade.slnx"))) return folder.FullName;
        }

        throw new InvalidOperationException($"Glissade.slnx was found neither above {here} nor above {AppContext.BaseDirectory}.");
    }
}
