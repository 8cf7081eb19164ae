namespace Glissade.Cli.Tests;

/// <summary>Where the repository stands, and what is beside it.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string FullPath(string path) => Path.Combine(Root, path);

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Glissade.slnx"))) return folder.FullName;
        throw new InvalidOperationException("The repository's root, which holds Glissade.slnx, is not above the test's folder.");
    }
}
