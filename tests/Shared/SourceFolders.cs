using System.Reflection;
using System.Text.RegularExpressions;

namespace Glissade.Tests.Support;

/// <summary>Where the types of an assembly are declared. The namespace of the public types is the library's alone, so the folder is where the declaration stands.</summary>
internal static partial class SourceFolders
{
    /// <summary>The folder of every type that stands in no other, by its name below the project's; empty for files beside the project.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="project">The folder of its project, from the repository's root.</param>
    public static Dictionary<Type, string> Of(Assembly assembly, string project)
    {
        var folders = new Dictionary<string, string>();
        foreach (string indent in (string[])["", "    "])
        {
            foreach (string file in Repository.Files(project, "*.cs"))
            {
                string[] below = file[(project.Length + 1)..].Split('/');
                foreach (Match match in Declaration().Matches(Repository.Read(file)))
                    if (match.Groups["indent"].Value == indent) folders.TryAdd(match.Groups["name"].Value, below.Length > 1 ? below[0] : "");
            }
        }

        Type[] types = [.. assembly.GetTypes().Where(type => !type.IsNested && !type.Name.Contains('<', StringComparison.Ordinal) && type.Namespace?.StartsWith("Glissade", StringComparison.Ordinal) == true)];
        Assert.Empty(types.Where(type => !folders.ContainsKey(type.Name.Split('`')[0])).Select(type => type.FullName));
        return types.ToDictionary(type => type, type => folders[type.Name.Split('`')[0]]);
    }

    [GeneratedRegex(@"^(?<indent> *)(?:(?:public|internal|private|file|abstract|sealed|static|partial|unsafe|readonly|ref) )*(?:class|struct|interface|enum|record struct|record|delegate [\w<>*]+) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
