using System.Text.Encodings.Web;
using System.Text.Json;

namespace Glissade.Cli;

/// <summary>What there is by name: the rows of the catalogue, the presets, the samples.</summary>
internal static class ListCommand
{
    private static readonly (string Name, Func<IReadOnlyList<ListItem>> Items)[] s_families =
    [
        ("losses", () => Of(Catalog.Losses)),
        ("activations", () => Of(Catalog.Activations)),
        ("layers", () => Of(Catalog.Layers)),
        ("initializers", () => Of(Catalog.Initializers)),
        ("optimizers", () => Of(Catalog.Optimizers)),
        ("schedules", () => Of(Catalog.Schedules)),
        ("minimizers", () => Of(Catalog.Minimizers)),
        ("metrics", () => Of(Catalog.Metrics)),
        ("presets", () => [.. Presets.All.Select(preset => new ListItem(preset.Name, preset.Summary))]),
        ("samples", () => [.. TrainingData.Samples.Select(sample => new ListItem(sample.Name, sample.Summary))]),
        ("workloads", () => [.. Workload.All.Select(workload => new ListItem(workload.Name, workload.Summary))]),
    ];

    public static IReadOnlyList<string> Families { get; } = [.. s_families.Select(family => family.Name)];

    public static int Run(Invocation invocation, Terminal terminal)
    {
        string asked = invocation.Argument(0);
        (string Name, Func<IReadOnlyList<ListItem>> Items) family = s_families.FirstOrDefault(row => row.Name == asked);
        if (family.Items is null)
        {
            throw new GlissadeException($"there is no family '{asked}'", "glissade list", $"one of {string.Join(", ", Families)}",
                Spelling.Nearest(asked, Families) is { } nearest ? $"glissade list {nearest}" : "glissade list losses");
        }

        IReadOnlyList<ListItem> items = invocation.Arguments[1] is { } name ? [Find(family.Items(), name, asked)] : family.Items();
        if (invocation.Has("json")) WriteJson(items, terminal);
        else terminal.WriteLines(ListScreen.Of(items, terminal.IsInteractive ? terminal.Width() : 160, terminal.IsUnicode));
        return ExitCodes.Done;
    }

    /// <summary>What a terminal of this width shows.</summary>
    public static IEnumerable<Line> Screen(string family, int width, bool unicode) => ListScreen.Of(s_families.First(row => row.Name == family).Items(), width, unicode);

    private static void WriteJson(IReadOnlyList<ListItem> items, Terminal terminal)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartArray();
            foreach (ListItem item in items)
            {
                writer.WriteStartObject();
                writer.WriteString("name", item.Name);
                writer.WriteStartArray("aliases");
                foreach (string alias in item.Aliases) writer.WriteStringValue(alias);
                writer.WriteEndArray();
                writer.WriteString("summary", item.Summary);
                writer.WriteString("formula", item.Formula);
                writer.WriteStartObject("arguments");
                foreach (ArgumentDescription argument in item.Arguments)
                {
                    writer.WriteStartObject(argument.Name);
                    writer.WriteString("default", argument.Default);
                    writer.WriteBoolean("required", argument.IsRequired);
                    writer.WriteString("range", argument.Range);
                    writer.WriteEndObject();
                }

                writer.WriteEndObject();
                writer.WriteStartArray("examples");
                foreach (string sample in item.Samples) writer.WriteStringValue(sample);
                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        terminal.Out.WriteLine(System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length));
    }

    private static ListItem Find(IReadOnlyList<ListItem> items, string name, string family)
    {
        string wanted = name.ToLowerInvariant().Replace('-', '_');
        return items.FirstOrDefault(item => item.Name == wanted) ?? items.FirstOrDefault(item => item.Aliases.Contains(wanted)) ?? throw new GlissadeException($"there is no '{name}' among the {family}", $"glissade list {family}",
            $"one of {string.Join(", ", items.Select(item => item.Name))}", Spelling.Nearest(wanted, items.SelectMany(item => item.Aliases.Prepend(item.Name))) is { } nearest ? $"glissade list {family} {nearest}" : $"glissade list {family}");
    }

    private static IReadOnlyList<ListItem> Of<T>(CatalogFamily<T> family) where T : class, IConfigurable<T> =>
        [.. family.Rows.Select(row => new ListItem(row.Name, row.Summary) { Aliases = row.Aliases, Formula = row.Formula, Arguments = family.Describe(row), Samples = row.Samples })];
}
