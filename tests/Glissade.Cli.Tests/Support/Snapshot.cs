using Glissade.Tests.Support;

namespace Glissade.Cli.Tests;

/// <summary>Text held against a committed file. With GLISSADE_WRITE_SNAPSHOTS=1 the file is written anew: then read the difference.</summary>
internal static class Snapshot
{
    public static void Matches(string name, string text)
    {
        string path = Repository.FullPath($"tests/Glissade.Cli.Tests/Snapshots/{name}.txt");
        if (Environment.GetEnvironmentVariable("GLISSADE_WRITE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(path, text);
            return;
        }

        Assert.True(File.Exists(path), $"There is no {path}; GLISSADE_WRITE_SNAPSHOTS=1 writes it.");
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), text);
    }

    public static string Of(IEnumerable<Line> lines) => string.Concat(lines.Select(line => line + "\n"));
}
