using System.Text;

namespace Glissade.Tests.Documentation;

/// <summary>The pages of the vocabulary: one a family, made from the catalogue's rows, with a picture of what can be drawn.</summary>
internal static class VocabularyPages
{
    public const string Folder = "docs/vocabulary";

    /// <summary>Every file by its path.</summary>
    public static SortedDictionary<string, string> All()
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var index = new StringBuilder("# The vocabulary\n\nEverything that has a name, with its formula and its arguments; `glissade list FAMILY` prints the same. These pages are written by a test from the rows of the catalogue: "
            + "`GLISSADE_WRITE_DOCS=1 dotnet test tests/Glissade.Tests -c Release --filter Vocabulary` writes them anew.\n\n");
        Page(Catalog.Losses, "How wrong a prediction is. The cost of a batch is Σ values·weights / Σ weights, divided once, at the very end. The plots show the cost of one example and, dashed, its slope.", VocabularyPlots.Loss);
        Page(Catalog.Activations, "What bends the numbers between layers. The plots show f and, dashed, its slope.", VocabularyPlots.Activation);
        Page(Catalog.Layers, "What networks are made of.");
        Page(Catalog.Initializers, "What weights begin as.");
        Page(Catalog.Optimizers, "How the weights walk downhill.");
        Page(Catalog.Minimizers, "What makes an objective over all the data least, to the last digits, where an optimizer takes one step after another over batches.");
        Page(Catalog.Schedules, "How the learning rate changes: a factor on the optimizer's rate, as a function of the step. The plots show the factor over a run of 100 steps and, dashed, its change.", VocabularyPlots.Schedule);
        Page(Catalog.Metrics, "Figures of merit over a whole set, exact, in float64, equal to scikit-learn's.");
        files[$"{Folder}/README.md"] = index.ToString();
        return files;

        void Page<T>(CatalogFamily<T> family, string about, Func<CatalogRow<T>, string?>? plot = null) where T : class, IConfigurable<T>
        {
            string title = char.ToUpperInvariant(family.Plural[0]) + family.Plural[1..];
            var page = new StringBuilder($"# {title}\n\n{about} Written from the catalogue; [all families](README.md).\n\n| name | formula | arguments | what it is |\n| --- | --- | --- | --- |\n");
            var plots = new StringBuilder();
            foreach (CatalogRow<T> row in family.Rows)
            {
                page.Append(Row(row, family.Describe(row)));
                if (plot?.Invoke(row) is not { } svg) continue;
                string file = $"{family.Plural}/{row.Name}.svg";
                files[$"{Folder}/{file}"] = svg;
                plots.Append($"![{row.Name}]({file})\n");
            }

            if (plots.Length > 0) page.Append("\n## Plots\n\n").Append(plots);
            files[$"{Folder}/{family.Plural}.md"] = page.ToString();
            index.Append($"- [{title}]({family.Plural}.md), {family.Rows.Count}: {string.Join(", ", family.Rows.Select(row => row.Name))}\n");
        }
    }

    private static string Row<T>(CatalogRow<T> row, IReadOnlyList<ArgumentDescription> arguments) where T : class, IConfigurable<T>
    {
        string aliases = row.Aliases.Count == 0 ? "" : $"<br>also {string.Join(", ", row.Aliases.Select(Code))}";
        string said = string.Join("<br>", arguments.Select(argument =>
            $"{Code(argument.Default.Length > 0 ? $"{argument.Name}={argument.Default}" : argument.Name)}: {Text(argument.Range)}{(argument.IsRequired ? "; must be given" : argument.Default.Length > 0 ? "" : "; by the layer before")}"));
        string example = arguments.Count > 0 && row.Samples.Count > 0 ? $"<br>as {Code(row.Samples[0])}" : "";
        return $"| {Code(row.Name)}{aliases} | {Code(row.Formula)} | {said}{example} | {Text(row.Summary)} |\n";
    }

    private static string Code(string text) => $"`{text.Replace("|", "\\|", StringComparison.Ordinal)}`";

    private static string Text(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}
