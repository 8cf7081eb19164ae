using System.Text.Encodings.Web;
using System.Text.Json;

namespace Glissade.Cli;

/// <summary>What there is by name: the rows of the catalogue, the presets, the samples.</summary>
internal static class ListCommand
{
    private static readonly (string Name, Func<IReadOnlyList<Item>> Items)[] s_families =
    [
        ("losses", () => Of(Catalog.Losses)),
        ("activations", () => Of(Catalog.Activations)),
        ("layers", () => Of(Catalog.Layers)),
        ("initializers", () => Of(Catalog.Initializers)),
        ("optimizers", () => Of(Catalog.Optimizers)),
        ("schedules", () => Of(Catalog.Schedules)),
        ("minimizers", () => Of(Catalog.Minimizers)),
        ("metrics", () => Of(Catalog.Metrics)),
        ("presets", () => [.. Presets.All.Select(preset => new Item(preset.Name, [], preset.Summary, "", []))]),
        ("samples", () => [.. TrainingData.Samples.Select(sample => new Item(sample.Name, [], sample.Summary, "", []))]),
        ("workloads", () => [.. Workload.All.Select(workload => new Item(workload.Name, [], workload.Summary, "", []))]),
    ];

    public static IReadOnlyList<string> Families { get; } = [.. s_families.Select(family => family.Name)];

    public static int Run(Invocation invocation, Terminal terminal)
    {
        string asked = invocation.Argument(0);
        (string Name, Func<IReadOnlyList<Item>> Items) family = s_families.FirstOrDefault(row => row.Name == asked);
        if (family.Items is null)
        {
            throw new GlissadeException($"there is no family '{asked}'", "glissade list", $"one of {string.Join(", ", Families)}",
                Spelling.Nearest(asked, Families) is { } nearest ? $"glissade list {nearest}" : "glissade list losses");
        }

        IReadOnlyList<Item> items = family.Items();
        if (invocation.Has("json")) WriteJson(items, terminal);
        else terminal.WriteLines(Screen(items, terminal.IsInteractive ? terminal.Width() : 160, terminal.IsUnicode));
        return ExitCodes.Done;
    }

    /// <summary>The table that a terminal of this width shows.</summary>
    public static IEnumerable<Line> Screen(string family, int width, bool unicode) => Screen(s_families.First(row => row.Name == family).Items(), width, unicode);

    private static IEnumerable<Line> Screen(IReadOnlyList<Item> items, int width, bool unicode)
    {
        bool hasArguments = items.Any(item => item.Arguments.Count > 0), hasFormula = items.Any(item => item.Formula.Length > 0) && width >= 70;
        TextTable table = new(["name", .. hasArguments ? ["arguments"] : Array.Empty<string>(), .. hasFormula ? ["formula"] : Array.Empty<string>(), "what it is"]);
        foreach (Item item in items)
        {
            string name = item.Aliases.Count == 0 ? item.Name : $"{item.Name} ({string.Join(", ", item.Aliases)})";
            string arguments = string.Join(", ", item.Arguments.Select(argument => argument.Default.Length > 0 ? $"{argument.Name}={argument.Default}" : argument.Name));
            table.Add([name, .. hasArguments ? [arguments] : Array.Empty<string>(), .. hasFormula ? [item.Formula] : Array.Empty<string>(), item.Summary]);
        }

        return table.Lines(width, unicode);
    }

    private static void WriteJson(IReadOnlyList<Item> items, Terminal terminal)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartArray();
            foreach (Item item in items)
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
                    writer.WriteString("range", argument.Range);
                    writer.WriteEndObject();
                }

                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        terminal.Out.WriteLine(System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length));
    }

    private static IReadOnlyList<Item> Of<T>(CatalogFamily<T> family) where T : class, IConfigurable<T> =>
        [.. family.Rows.Select(row => new Item(row.Name, row.Aliases, row.Summary, row.Formula, family.Describe(row)))];

    private sealed record Item(string Name, IReadOnlyList<string> Aliases, string Summary, string Formula, IReadOnlyList<ArgumentDescription> Arguments);
}
