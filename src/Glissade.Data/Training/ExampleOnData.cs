using System.Globalization;

namespace Glissade;

/// <summary>One example of data, worked out with a model.</summary>
public static class ExampleOnData
{
    /// <summary>What the training that made a model would do with one row of data: every number of it.</summary>
    /// <param name="path">A model's file, for an optimizer that begins; or the folder of a run, for weights and optimizer as the training left them.</param>
    /// <param name="source">Labelled data that suit the model.</param>
    /// <param name="row">Which row, as people count and predictions are numbered: 1 is the first below the header, or the first picture.</param>
    /// <exception cref="GlissadeException">There is no such row; the data do not match the model or have no targets; the model's layers, loss or optimizer are of code that is not here.</exception>
    public static Explanation Explain(string path, string source, int row)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(source);
        Model model = ModelOnData.Load(path);
        string state = Directory.Exists(path) ? RunFolder.At(path).State : "";
        var explainer = new Explainer(model) { StatePath = File.Exists(state) ? state : null };
        var notes = new List<string>();
        Explanation explanation = model.Preprocessing is { } preprocessing ? OfTable(model, preprocessing, explainer, source, row, notes) : OfPicture(model, explainer, source, row, notes);
        if (explainer.StatePath is not null) notes.Add("The weights are those of the training's last step; predict and evaluate use those of its best epoch, which the model's file holds.");
        return explanation with { Row = row, Labels = model.Labels, Notes = [.. notes, .. explanation.Notes] };
    }

    private static Explanation OfTable(Model model, TablePreprocessing preprocessing, Explainer explainer, string source, int row, List<string> notes)
    {
        if (!ModelOnData.IsTable(source)) throw ModelOnData.Mismatch(source, "a table: the model was trained on one");
        TargetTransform target = ModelOnData.TargetOf(model);
        Table table = Table.Read(source, TablePreparation.ReadAs(preprocessing, target, leastRows: 1));
        ModelOnData.RequireTarget(model, table, source);
        RequireRow(row, table.Rows, source, "rows below the header");
        int place = row - 1;
        TableColumn[] columns = preprocessing.Bind(table.Columns, source);
        Dataset one = TablePreparation.Dataset(table, [place], preprocessing, target);
        notes.Add(string.Create(CultureInfo.InvariantCulture, $"Row {row} of {table.Rows} of {source}, line {table.Line(place)} of the file; its {model.Target} is {table[model.Target].Text(place)}.{Part(model, source, null, place)}"));
        if (target is NumberTarget number)
        {
            double value = ((NumericColumn)table[model.Target]).Values[place];
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"The network learns ({model.Target} − mean) / deviation of the training rows: ({value:G5} − {number.Mean:G5}) / {number.Deviation:G5} = {number.Scale(value):G4}."));
        }

        var raw = new List<RawValue>();
        for (int c = 0; c < columns.Length; c++) raw.Add(Value(preprocessing.Transforms[c], columns[c], place));
        return explainer.Explain(one, 0, raw);
    }

    private static Explanation OfPicture(Model model, Explainer explainer, string source, int row, List<string> notes)
    {
        if (ModelOnData.IsTable(source) || TrainingData.Read(source) is not PictureData pictures) throw ModelOnData.Mismatch(source, $"a folder of pictures of {model.InputShape}: the model was trained on such");
        if (!pictures.Pictures.InputShape.Equals(model.InputShape)) throw ModelOnData.Mismatch(source, $"pictures of {model.InputShape}; these are of {pictures.Pictures.InputShape}");
        RequireRow(row, pictures.Pictures.Count, source, "pictures");
        notes.Add(string.Create(CultureInfo.InvariantCulture, $"Picture {row} of {pictures.Pictures.Count} of {source}.{Part(model, source, pictures, row - 1)}"));
        return explainer.Explain(pictures.Pictures, row - 1);
    }

    /// <summary>The value as it stands there, the arithmetic without its result, and the result.</summary>
    private static RawValue Value(ColumnTransform transform, TableColumn column, int row)
    {
        var features = new float[transform.Width];
        bool gap = column.IsGap(row);
        string text = column.Text(row);
        double number = column is NumericColumn numbers ? numbers.Values[row] : double.NaN;
        if (transform.IsNumeric) transform.Write(number, features);
        else transform.Write(text.AsSpan(), features);
        string words = transform.Explain(number, gap ? null : text);
        // The column's name and value stand before it; a number's result behind it.
        int start = transform.Column.Length + 1 + (gap ? "missing".Length : transform.IsNumeric ? text.Length : text.Length + 2);
        words = words[(start + " → ".Length)..];
        if (transform.IsNumeric && words.LastIndexOf(" = ", StringComparison.Ordinal) is > 0 and var equals) words = words[..equals] + (features.Length > 1 ? ", and whether it is missing" : "");
        return new RawValue(transform.Column, text, words, [.. features.Select(feature => (double)feature)]);
    }

    private static string Part(Model model, string source, PictureData? pictures, int place) => ModelOnData.Again(model, source, pictures)?.Split is not { } split ? ""
        : split.Training.Contains(place) ? " The model was trained on it."
        : split.Validation.Contains(place) ? " It was held back to validate on: the model was not trained on it."
        : split.Test.Contains(place) ? " It was held back for the test: the model was not trained on it." : " The training left it out.";

    private static void RequireRow(int row, int rows, string source, string what)
    {
        if (row >= 1 && row <= rows) return;
        throw new GlissadeException($"there is no row {row}", string.Create(CultureInfo.InvariantCulture, $"{source}, which has {rows:N0} {what}"), $"a row from 1, the first, to {rows}", row < 1 ? "--row 1" : $"--row {rows}");
    }
}
