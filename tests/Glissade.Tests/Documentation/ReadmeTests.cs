using System.Text.RegularExpressions;
using Glissade.Tests.Support;

namespace Glissade.Tests.Documentation;

/// <summary>What the README shows works as shown; and links in all pages lead somewhere.</summary>
public sealed partial class ReadmeTests
{
    private static readonly Document s_page = new("README.md");

    [Fact]
    public void The_first_program_is_the_sample_and_prints_what_is_shown()
    {
        s_page.HoldCode("first program", SamplePrograms.Code("xor"));
        s_page.HoldText("what it prints", SamplePrograms.Output("xor"));
    }

    [Fact]
    public void Every_link_to_a_file_leads_there()
    {
        var broken = new List<string>();
        foreach (string page in Repository.Files(".", "*.md").Select(file => file.TrimStart('.', '/')))
        {
            foreach (Match match in Link().Matches(Repository.Read(page)))
            {
                string target = match.Groups["to"].Value.Split('#')[0];
                if (target.Length == 0 || target.Contains("://", StringComparison.Ordinal)) continue;
                string path = Path.Combine(Path.GetDirectoryName(Repository.FullPath(page))!, target);
                if (!File.Exists(path) && !Directory.Exists(path)) broken.Add($"{page}: {target}");
            }
        }

        Assert.Empty(broken);
    }

    [GeneratedRegex(@"\]\((?<to>[^)\s]+)\)")]
    private static partial Regex Link();
}
