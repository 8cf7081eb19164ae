using System.Text.Json;

namespace Glissade;

/// <summary>
/// What a person may say of a training from a file of data. What is null, empty or <c>auto</c> is chosen by the data, and the choice is said, and why.
/// Every property has its row in <see cref="TrainingOption.All"/>: the tool's options, the keys of a configuration file.
/// </summary>
public sealed record TrainingOptions
{
    /// <summary>The file or folder, or a sample's name; the embedded sample <c>digits</c> by default.</summary>
    public string Data { get; init; } = "digits";

    /// <summary>The column to predict, by name or by its number from 1; the last one if null.</summary>
    public string? Target { get; init; }

    /// <summary><c>auto</c>, <c>regression</c>, <c>binary</c> or <c>multiclass</c>.</summary>
    public string Task { get; init; } = "auto";

    /// <summary>The columns to predict from; all that look useful if empty.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>The columns to leave out.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    /// <summary><c>linear</c>, <c>mlp</c>, or a JSON file of layers.</summary>
    public string? Model { get; init; }

    /// <summary>The widths of the hidden layers of <c>mlp</c>; null: by the data.</summary>
    public IReadOnlyList<int>? Hidden { get; init; }

    /// <summary>The activation between the layers of <c>mlp</c>; null: by the data.</summary>
    public string? Activation { get; init; }

    /// <summary>The share of the hidden values that are dropped in training, from 0 to below 1; null: by the data.</summary>
    public double? Dropout { get; init; }

    /// <summary>A loss of the catalogue, as <c>huber(delta=2)</c>; null: by the task.</summary>
    public string? Loss { get; init; }

    /// <summary>An optimizer of the catalogue; null: Adam.</summary>
    public string? Optimizer { get; init; }

    /// <summary>The learning rate, above 0; null: by the data, or what <see cref="Optimizer"/> says.</summary>
    public double? LearningRate { get; init; }

    /// <summary>A schedule of the catalogue; null: by the data.</summary>
    public string? Schedule { get; init; }

    /// <summary>Weight decay, 0 or more; null: what the optimizer has.</summary>
    public double? WeightDecay { get; init; }

    /// <summary>The longest a step's whole gradient may be, above 0; null: any length.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>α of mixup, 0 or more: neighbours in a batch are mixed by a share from Beta(α, α); null: not at all.</summary>
    public double? Mixup { get; init; }

    /// <summary>The cost, of validation or else of training, at which it stops; null: at none.</summary>
    public double? StopAtLoss { get; init; }

    /// <summary>The length of the gradient, 0 or more, at which it stops; null: at none.</summary>
    public double? StopAtGradientNorm { get; init; }

    /// <summary>Epochs at most; null: by the data.</summary>
    public int? Epochs { get; init; }

    /// <summary>Examples a step; null: by the data.</summary>
    public int? BatchSize { get; init; }

    /// <summary>Epochs without a better validation before it stops, 0 for never; null: by the data.</summary>
    public int? Patience { get; init; }

    /// <summary>The longest time a training may take; null: any.</summary>
    public TimeSpan? MaxTime { get; init; }

    /// <summary>The share of the rows held back to validate on (from 0 to below 1), or a file; null: 0.2.</summary>
    public string? Validation { get; init; }

    /// <summary>The share of the rows held back for one test at the end, or a file; null: none, or the data's own.</summary>
    public string? Test { get; init; }

    /// <summary><c>random</c>, <c>stratified</c>, <c>time:COL</c> or <c>group:COL</c>; null: stratified for classes, random for numbers.</summary>
    public string? Split { get; init; }

    /// <summary>What becomes of missing values: <c>impute</c>, <c>drop</c> or <c>error</c>, for all columns or as <c>age=impute,cabin=drop</c>; null: features are imputed.</summary>
    public string? Missing { get; init; }

    /// <summary>What is measured, metrics of the catalogue, as <c>f1</c> or <c>fbeta(beta=2)</c>; if empty, what suits the task.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = [];

    /// <summary>The one seed of everything.</summary>
    public int Seed { get; init; }

    /// <summary>Processor threads; they change no bit. Null: all.</summary>
    public int? Threads { get; init; }

    /// <summary>The run's folder; null: <c>runs/&lt;data&gt;-&lt;time&gt;</c>.</summary>
    public string? Output { get; init; }

    /// <summary>Whether the run in <see cref="Output"/> is gone on with.</summary>
    public bool Resume { get; init; }

    /// <summary>Reads a configuration file: an object whose keys are the options' names (<c>_</c> for <c>-</c> is allowed).</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="source">The file's name, for errors.</param>
    /// <returns>What each key says, as it would stand on a command line, in the file's order.</returns>
    /// <exception cref="GlissadeException">It is not JSON, a key is unknown or given twice, or a value is of no possible kind.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> ReadConfiguration(string text, string source)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 16 });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new GlissadeException("a configuration file must be one object", source, "such as { \"target\": \"price\", \"epochs\": 50 }", "glissade train --print-config prints one to start from");
            var said = new List<KeyValuePair<string, string>>();
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                TrainingOption option = TrainingOption.Find(property.Name.Replace('_', '-')) ?? throw Unknown(property.Name, source);
                if (said.Exists(other => other.Key == option.Name)) throw new GlissadeException($"the key '{option.Name}' is given twice", source, "every key once", "take one of the two out");
                if (property.Value.ValueKind != JsonValueKind.Null) said.Add(new(option.Name, OptionText.OfJson(property.Value, option, source)));
            }

            return said;
        }
        catch (JsonException e)
        {
            throw new GlissadeException("the configuration file is not JSON", $"{source}, line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}", "such as { \"target\": \"price\", \"epochs\": 50 }",
                "glissade train --print-config prints one to start from", e);
        }
    }

    /// <summary>All options as a configuration file that <see cref="ReadConfiguration"/> reads: what is not said is null.</summary>
    public string ToConfiguration()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            foreach (TrainingOption option in TrainingOption.All)
            {
                writer.WritePropertyName(option.Name);
                option.Write(writer, this);
            }

            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }

    private static GlissadeException Unknown(string key, string source)
    {
        string? nearest = Spelling.Nearest(key.Replace('_', '-'), TrainingOption.All.Select(option => option.Name));
        return new GlissadeException($"the key '{key}' is unknown", source, "the options of 'glissade train --help' without their dashes", nearest is null ? "take it out" : $"\"{nearest}\"");
    }
}
