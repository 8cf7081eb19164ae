using System.Globalization;

namespace Glissade;

/// <summary>Predictions as lines of CSV, written as they come.</summary>
internal sealed class PredictionCsv
{
    private readonly Model _model;
    private readonly TextWriter _output;
    private readonly bool _numbersRows;

    public PredictionCsv(Model model, TextWriter output, IReadOnlyList<string> keys)
    {
        (_model, _output, _numbersRows) = (model, output, keys.Count == 0);
        IEnumerable<string> names = (_numbersRows ? ["row"] : keys).Append("prediction").Concat(model.Task == "regression" ? [] : Classes().Select(label => $"probability_{label}"));
        Line(names);
    }

    /// <summary>A row, by its number from 0.</summary>
    public void Write(int row, IReadOnlyList<string> keys, ReadOnlySpan<float> outputs)
    {
        var fields = new List<string>(_numbersRows ? [(row + 1).ToString(CultureInfo.InvariantCulture)] : keys);
        if (_model.Task == "regression") fields.AddRange(Numbers(outputs));
        else if (outputs.Length == 1)
        {
            fields.Add(Label(outputs[0] > 0.5f ? 1 : 0));
            fields.Add(Number(1 - outputs[0]));
            fields.Add(Number(outputs[0]));
        }
        else
        {
            int best = 0;
            for (int k = 1; k < outputs.Length; k++)
                if (outputs[k] > outputs[best]) best = k;
            fields.Add(Label(best));
            fields.AddRange(Numbers(outputs));
        }

        Line(fields);
    }

    private IEnumerable<string> Classes() => Enumerable.Range(0, Math.Max(2, _model.Outputs)).Select(Label);

    private string Label(int index) => index < _model.Labels.Count ? _model.Labels[index] : index.ToString(CultureInfo.InvariantCulture);

    private static string[] Numbers(ReadOnlySpan<float> numbers)
    {
        var texts = new string[numbers.Length];
        for (int i = 0; i < texts.Length; i++) texts[i] = Number(numbers[i]);
        return texts;
    }

    private static string Number(float number) => number.ToString("R", CultureInfo.InvariantCulture);

    private void Line(IEnumerable<string> fields)
    {
        _output.Write(string.Join(',', fields.Select(Quoted)));
        _output.Write('\n');
    }

    private static string Quoted(string field) => field.AsSpan().IndexOfAny(",\"\r\n") < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
