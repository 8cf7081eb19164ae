using System.Text;

namespace Glissade.Tests.Support;

/// <summary>
/// A page with blocks that are printed by the engine. A block stands between the lines <c>&lt;!-- printed: name --&gt;</c> and <c>&lt;!-- end --&gt;</c>; a test gives what it
/// should be, and fails when it is something else, or writes it.
/// </summary>
internal sealed class Document(string path)
{
    /// <summary>Names of the blocks, in order.</summary>
    public IEnumerable<string> Blocks => Repository.Read(path).Split('\n').Where(line => line.StartsWith("<!-- printed: ", StringComparison.Ordinal)).Select(line => line[14..^4]);

    /// <summary>Holds a block to a text, shown as it is printed.</summary>
    public void HoldText(string block, string text) => Hold(block, $"```text\n{text.ReplaceLineEndings("\n").Trim('\n')}\n```");

    /// <summary>Holds a block to a part of a program.</summary>
    public void HoldCode(string block, string code) => Hold(block, $"```csharp\n{code.Trim('\n')}\n```");

    /// <summary>Holds a block to lines of the page's own language.</summary>
    public void Hold(string block, string lines)
    {
        string page = Repository.Read(path), begin = $"<!-- printed: {block} -->\n", end = "<!-- end -->";
        int from = page.IndexOf(begin, StringComparison.Ordinal);
        Assert.True(from >= 0, $"{path} has no block '{block}'; write the lines '{begin.Trim()}' and '{end}' where it should stand.");
        from += begin.Length;
        int to = page.IndexOf(end, from, StringComparison.Ordinal);
        Assert.True(to >= 0, $"The block '{block}' of {path} has no '{end}'.");
        string text = $"\n{lines}\n\n";
        if (page[from..to] == text) return;
        if (Repository.Rewrites) Repository.Write(path, new StringBuilder(page).Remove(from, to - from).Insert(from, text).ToString());
        else Repository.RequireSame(path, $", block '{block}',", page[from..to], text);
    }
}
