using System.Collections.Concurrent;

namespace Glissade.Tests.Support;

/// <summary>The programs of samples/, run as anyone would run them.</summary>
internal static class SamplePrograms
{
    // They build the same library: one after the other.
    private static readonly Lock s_one = new();
    private static readonly ConcurrentDictionary<string, Lazy<string>> s_outputs = [];

    /// <summary>The program without the lines that name its project and properties.</summary>
    public static string Code(string name) => string.Join('\n', Repository.Read($"samples/{name}.cs").Split('\n').SkipWhile(line => line.Length == 0 || line.StartsWith("#:", StringComparison.Ordinal)));

    /// <summary>What the program prints; it is run once for all tests that ask.</summary>
    public static string Output(string name) => s_outputs.GetOrAdd(name, name => new Lazy<string>(() => Run(name))).Value;

    /// <summary>The last line of what the program prints: its result.</summary>
    public static string LastLine(string name) => Output(name).TrimEnd('\n').Split('\n')[^1];

    private static string Run(string name)
    {
        lock (s_one) return Command.Dotnet(Repository.Root, "run", "--configuration", "Release", Repository.FullPath($"samples/{name}.cs")).Succeeded($"samples/{name}.cs");
    }
}
