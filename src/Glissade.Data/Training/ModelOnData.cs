using System.Globalization;

namespace Glissade;

/// <summary>Which examples of data a model is measured on.</summary>
public enum DataPart
{
    /// <summary>Those that were held back to validate on, if the data are what the model was trained on; else all.</summary>
    Auto,

    /// <summary>Those that were held back to validate on.</summary>
    Validation,

    /// <summary>Those that were held back for the test, or the data's own test set.</summary>
    Test,

    /// <summary>All of the file.</summary>
    All,
}

/// <summary>A model beside data: measured on them, or predicting them.</summary>
public static class ModelOnData
{
    private const int RowsAtOnce = 1 << 14;

    /// <summary>A model from its file, or from the folder of its run.</summary>
    /// <exception cref="GlissadeException">There is none, or it is damaged.</exception>
    public static Model Load(string path, int? threads = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        string file = Find(path) ?? (Directory.Exists(path) ? throw new GlissadeException("the folder holds no model", path, "the folder of a run, with a model.safetensors in it", "look at the name, or train first") : path);
        return Model.Load(file, threads is { } count ? Device.CreateCpu(new CpuOptions { Threads = count }) : null);
    }

    /// <summary>The model's file if the path names one, or a run's folder; null if it names something else.</summary>
    public static string? Find(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string inside = System.IO.Path.Combine(path, "model.safetensors");
        return Directory.Exists(path) ? File.Exists(inside) ? inside : null : path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) ? path : null;
    }

    /// <summary>Loss and metrics on labelled data, to the digit what the training measured on the same examples.</summary>
    /// <param name="model">The model.</param>
    /// <param name="source">The data.</param>
    /// <param name="part">Which examples; the parts are known for the data that the model was trained on, by their hash.</param>
    /// <param name="metrics">What to measure; if null what its training was told to, or what suits the task.</param>
    /// <exception cref="GlissadeException">The data do not match the model, or have no such part; or a metric does not suit the task.</exception>
    public static (ModelEvaluation Evaluation, DataPart Part) Evaluate(Model model, string source, DataPart part = DataPart.Auto, IReadOnlyList<Metric>? metrics = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(source);
        bool isTable = IsTable(source);
        if (isTable != model.Preprocessing is not null)
            throw Mismatch(source, isTable ? $"a folder of pictures of {model.InputShape}: the model was trained on such" : "a table: the model was trained on one");
        PictureData? pictures = isTable ? null : PictureData.ForModel(source);
        Prepared? again = part == DataPart.All ? null : Again(model, source, pictures);
        DataPart taken = part != DataPart.Auto ? part : again?.Validation is not null ? DataPart.Validation : DataPart.All;
        Dataset data = taken switch
        {
            DataPart.All => pictures is not null ? pictures.Pictures : Labelled(model, source),
            DataPart.Test when pictures is { Test: { } own } && again is null => own,
            _ when again is null => throw Unknown(source, taken),
            DataPart.Test => Require(again.Test, taken, source),
            _ => Require(again.Validation, taken, source),
        };
        metrics ??= model.Records.ContainsKey("options") && Options(model).Metrics is { Count: > 0 } said ? [.. said.Select(Catalog.Metrics.Parse)] : null;
        return (model.Evaluate(data, metrics), taken);
    }

    /// <summary>Predictions as CSV: the input's key columns (the row's number if it has none), the prediction, the probability of every class.</summary>
    /// <param name="model">The model.</param>
    /// <param name="source">The data; their target, if they have it, is not looked at.</param>
    /// <param name="output">Where the lines go.</param>
    /// <returns>How many rows there were.</returns>
    /// <exception cref="GlissadeException">The data do not match the model.</exception>
    public static int Predict(Model model, string source, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(output);
        if (model.Preprocessing is { } preprocessing)
        {
            if (!IsTable(source)) throw Mismatch(source, "a table: the model was trained on one");
            Table table = Table.Read(source, TablePreparation.ReadAs(preprocessing, null, leastRows: 1));
            preprocessing.Bind(table.Columns, source);
            // What told rows apart in training; what looks as if it did only where that is not known, for a single row looks like nothing.
            IReadOnlyList<string> known = OptionText.List(model.Records.GetValueOrDefault("keys") ?? "");
            HashSet<string> taken = [.. model.Columns.Select(column => column.Name)];
            TableColumn[] keys = known.Any(table.Has) ? [.. known.Where(table.Has).Select(name => table[name])]
                : [.. table.Columns.Where(column => column.Name != model.Target && !taken.Contains(column.Name) && TablePreparation.IsKey(column))];
            var csv = new PredictionCsv(model, output, [.. keys.Select(key => key.Name)]);
            for (int start = 0; start < table.Rows; start += RowsAtOnce)
            {
                int[] rows = [.. Enumerable.Range(start, Math.Min(RowsAtOnce, table.Rows - start))];
                float[] predictions = model.Predict(new Dataset(new DataColumn<float>(preprocessing.Transform(table.Columns, rows, source), new Shape(preprocessing.Width)), null));
                for (int i = 0; i < rows.Length; i++) csv.Write(start + i, [.. keys.Select(key => key.Text(rows[i]))], predictions.AsSpan(i * model.Outputs, model.Outputs));
            }

            return table.Rows;
        }

        if (IsTable(source)) throw Mismatch(source, $"a folder of pictures of {model.InputShape}: the model was trained on such");
        Dataset pictures = PictureData.Unlabelled(source);
        if (!pictures.InputShape.Equals(model.InputShape)) throw Mismatch(source, $"pictures of {model.InputShape}; these are of {pictures.InputShape}");
        var lines = new PredictionCsv(model, output, []);
        float[] all = model.Predict(pictures);
        for (int i = 0; i < pictures.Count; i++) lines.Write(i, [], all.AsSpan(i * model.Outputs, model.Outputs));
        return pictures.Count;
    }

    /// <summary>The data as the training of the model split and prepared them; null if the model does not know them by their hash.</summary>
    internal static Prepared? Again(Model model, string source, PictureData? pictures)
    {
        if (!model.Records.ContainsKey("options") || model.Records.GetValueOrDefault("data_sha256") != (pictures is null ? DataHash.OfFile(source) : DataHash.Of(pictures))) return null;
        // The same options on the same data hold the same rows back.
        return new Preparation(Options(model)).Prepare(pictures ?? TrainingData.Read(source));
    }

    internal static bool IsTable(string source) => !Directory.Exists(source) && (File.Exists(source) ? !PictureData.IsIdx(source)
        : TrainingData.Samples.All(sample => sample.Name != source) && TrainingData.Read(source) is TableData);

    internal static void RequireTarget(Model model, Table table, string source)
    {
        if (table.Has(model.Target)) return;
        throw new GlissadeException($"the data have no column '{model.Target}', which the model predicts", source, "labelled data: the columns that the model was trained on, the target among them",
            "glissade predict needs no target");
    }

    private static Dataset Labelled(Model model, string source)
    {
        TargetTransform target = TargetOf(model);
        Table table = Table.Read(source, TablePreparation.ReadAs(model.Preprocessing!, target, leastRows: 1));
        RequireTarget(model, table, source);
        return TablePreparation.Dataset(table, [.. Enumerable.Range(0, table.Rows)], model.Preprocessing!, target);
    }

    /// <summary>How many examples a step of its training had; 64 if the model does not say.</summary>
    internal static int BatchSize(Model model) => model.Records.ContainsKey("options") && Options(model).BatchSize is { } batch ? batch : 64;

    private static TrainingOptions Options(Model model)
    {
        string text = model.Records.GetValueOrDefault("options") ?? throw new GlissadeException("the model does not say how its data were split", "", "a model that 'glissade train' wrote", "--part all");
        var options = new TrainingOptions();
        foreach ((string name, string value) in TrainingOptions.ReadConfiguration(text, "the model's record of its options"))
            if (value.Length > 0) options = TrainingOption.Find(name)!.Read(options, value);
        return options;
    }

    internal static TargetTransform TargetOf(Model model)
    {
        Scaling? scale = model.Contents.TargetScale;
        return model.Task == "regression" ? new NumberTarget(model.Target, scale?.Mean ?? 0, scale?.Deviation ?? 1)
            : new ClassTarget(model.Target, model.Task == "binary" ? LearningTask.Binary : LearningTask.Multiclass, [.. model.Labels]);
    }

    private static Dataset Require(Dataset? data, DataPart part, string source) => data ?? throw new GlissadeException(
        string.Create(CultureInfo.InvariantCulture, $"nothing was held back as the {part.ToString().ToLowerInvariant()} part"), source, "a part that the training held back", "--part all");

    private static GlissadeException Unknown(string source, DataPart part) =>
        new($"the data are not what the model was trained on, so their {part.ToString().ToLowerInvariant()} part is not known", source, "the same file, to the byte, that the model was trained on", "--part all");

    internal static GlissadeException Mismatch(string source, string expected) => new("the data do not match the model", source, expected, "glissade inspect MODEL shows what it takes");
}
