using System.Text;
using System.Text.Json;

namespace Glissade;

/// <summary>
/// An explanation as one JSON object. Fields: <c>row</c>, <c>network</c>, <c>notes</c>, <c>labels</c>, <c>raw</c> (each <c>name</c>, <c>text</c>, <c>transform</c>, <c>features</c>), <c>input</c>,
/// <c>scaled_input</c>, <c>layers</c> (each <c>path</c>, <c>kind</c>, <c>formula</c>, <c>input</c>, <c>output</c>, <c>forward</c>, <c>output_gradient</c>, <c>input_gradient</c>,
/// <c>parameters</c>, <c>backward</c>), <c>prediction</c>, <c>output</c>, <c>target</c>, <c>loss</c> (<c>name</c>, <c>formula</c>, <c>value</c>, <c>values</c>, <c>lines</c>, <c>gradient</c>,
/// <c>gradient_lines</c>), <c>gradient_norm</c>, <c>weights</c> (each <c>path</c>, <c>index</c>, <c>value</c>, <c>gradient</c>, <c>new_value</c>, <c>change</c>, <c>first_order</c>, <c>states</c>),
/// <c>step</c> (<c>optimizer</c>, <c>formulas</c>, <c>number</c>, <c>learning_rate</c>, <c>lines</c>), <c>first_order</c>, <c>loss_after</c>.
/// A tensor is an object of <c>shape</c>, <c>type</c>, <c>norm</c>, <c>minimum</c>, <c>maximum</c>, <c>by_formula</c>, and <c>values</c> (row-major, up to 10,000) or <c>largest</c>
/// (the 100 with the largest size, each <c>index</c> and <c>value</c>). A parameter is <c>path</c>, <c>value</c>, <c>gradient</c>, <c>new_value</c>, <c>states</c> (each <c>name</c>, <c>before</c>, <c>after</c>).
/// A worked line is <c>name</c>, <c>formula</c>, <c>numbers</c>, <c>value</c>. Numbers are the shortest that read back to the engine's bits in their type; NaN and infinities are the texts "NaN",
/// "Infinity" and "-Infinity". What does not exist is null.
/// </summary>
public static class ExplanationJson
{
    /// <summary>The object as text.</summary>
    /// <param name="explanation">What to write.</param>
    /// <param name="indented">Whether it is broken into lines.</param>
    public static string Text(Explanation explanation, bool indented = false)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = indented, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) Write(explanation, writer);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Writes the object.</summary>
    public static void Write(Explanation explanation, Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        writer.WriteNumber("row", explanation.Row);
        writer.WriteString("network", explanation.Network);
        Texts(writer, "notes", explanation.Notes);
        Texts(writer, "labels", explanation.Labels);
        List(writer, "raw", explanation.Raw, raw =>
        {
            writer.WriteString("name", raw.Name);
            writer.WriteString("text", raw.Text);
            writer.WriteString("transform", raw.Transform);
            Numbers(writer, "features", raw.Features, DType.Float64);
        });
        Tensor(writer, "input", explanation.Input);
        Tensor(writer, "scaled_input", explanation.ScaledInput);
        List(writer, "layers", explanation.Layers, layer => Layer(writer, layer));
        Tensor(writer, "prediction", explanation.Prediction);
        Tensor(writer, "output", explanation.Output);
        Tensor(writer, "target", explanation.Target);
        Loss(writer, explanation.Loss);
        Number(writer, "gradient_norm", explanation.GradientNorm);
        DType type = explanation.Prediction.Type;
        List(writer, "weights", explanation.Weights, weight => Weight(writer, weight, type));
        Step(writer, explanation.Step);
        Number(writer, "first_order", explanation.FirstOrder);
        Number(writer, "loss_after", explanation.LossAfter);
        writer.WriteEndObject();
    }

    private static void Layer(Utf8JsonWriter writer, ExplainedLayer layer)
    {
        writer.WriteString("path", layer.Path);
        writer.WriteString("kind", layer.Kind);
        writer.WriteString("formula", layer.Formula);
        Tensor(writer, "input", layer.Input);
        Tensor(writer, "output", layer.Output);
        Lines(writer, "forward", layer.Forward);
        Tensor(writer, "output_gradient", layer.OutputGradient);
        Tensor(writer, "input_gradient", layer.InputGradient);
        List(writer, "parameters", layer.Parameters, parameter =>
        {
            writer.WriteString("path", parameter.Path);
            Tensor(writer, "value", parameter.Value);
            Tensor(writer, "gradient", parameter.Gradient);
            Tensor(writer, "new_value", parameter.NewValue);
            List(writer, "states", parameter.States, state =>
            {
                writer.WriteString("name", state.Name);
                Tensor(writer, "before", state.Before);
                Tensor(writer, "after", state.After);
            });
        });
        Lines(writer, "backward", layer.Backward);
    }

    private static void Loss(Utf8JsonWriter writer, ExplainedLoss loss)
    {
        writer.WriteStartObject("loss");
        writer.WriteString("name", loss.Name);
        writer.WriteString("formula", loss.Formula);
        Number(writer, "value", loss.Value);
        Tensor(writer, "values", loss.Values);
        Lines(writer, "lines", loss.Lines);
        Tensor(writer, "gradient", loss.Gradient);
        Lines(writer, "gradient_lines", loss.GradientLines);
        writer.WriteEndObject();
    }

    private static void Weight(Utf8JsonWriter writer, ExplainedWeight weight, DType type)
    {
        writer.WriteString("path", weight.Path);
        writer.WriteStartArray("index");
        foreach (int place in weight.Index) writer.WriteNumberValue(place);
        writer.WriteEndArray();
        Number(writer, "value", weight.Value, type);
        Number(writer, "gradient", weight.Gradient, type);
        Number(writer, "new_value", weight.NewValue, type);
        Number(writer, "change", weight.Change);
        Number(writer, "first_order", weight.FirstOrder);
        List(writer, "states", weight.States, state =>
        {
            writer.WriteString("name", state.Name);
            Number(writer, "before", state.Before, type);
            Number(writer, "after", state.After, type);
        });
    }

    private static void Step(Utf8JsonWriter writer, ExplainedStep step)
    {
        writer.WriteStartObject("step");
        writer.WriteString("optimizer", step.Optimizer);
        Texts(writer, "formulas", step.Formulas);
        writer.WriteNumber("number", step.Number);
        Number(writer, "learning_rate", step.LearningRate);
        Lines(writer, "lines", step.Lines);
        writer.WriteEndObject();
    }

    private static void Lines(Utf8JsonWriter writer, string name, IReadOnlyList<WorkedLine> lines) => List(writer, name, lines, line =>
    {
        writer.WriteString("name", line.Name);
        writer.WriteString("formula", line.Formula);
        writer.WriteString("numbers", line.Numbers);
        Number(writer, "value", line.Value);
    });

    private static void Tensor(Utf8JsonWriter writer, string name, ExplainedTensor? tensor)
    {
        if (tensor is null)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WriteStartObject(name);
        writer.WriteStartArray("shape");
        foreach (int extent in tensor.Shape) writer.WriteNumberValue(extent);
        writer.WriteEndArray();
        writer.WriteString("type", tensor.Type.Name());
        Number(writer, "norm", tensor.Norm);
        Number(writer, "minimum", tensor.Minimum, tensor.Type);
        Number(writer, "maximum", tensor.Maximum, tensor.Type);
        writer.WriteBoolean("by_formula", tensor.IsByFormula);
        if (tensor.Shape.Count <= ExplainedTensor.MostValues)
        {
            Numbers(writer, "values", tensor.Values, tensor.Type);
        }
        else
        {
            List(writer, "largest", tensor.Largest, entry =>
            {
                writer.WriteStartArray("index");
                foreach (int place in entry.Index) writer.WriteNumberValue(place);
                writer.WriteEndArray();
                Number(writer, "value", entry.Value, tensor.Type);
            });
        }

        writer.WriteEndObject();
    }

    private static void List<T>(Utf8JsonWriter writer, string name, IReadOnlyList<T> items, Action<T> write)
    {
        writer.WriteStartArray(name);
        foreach (T item in items)
        {
            writer.WriteStartObject();
            write(item);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Texts(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (string text in texts) writer.WriteStringValue(text);
        writer.WriteEndArray();
    }

    private static void Numbers(Utf8JsonWriter writer, string name, IReadOnlyList<double> values, DType type)
    {
        writer.WriteStartArray(name);
        foreach (double value in values) Number(writer, value, type);
        writer.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter writer, string name, double value, DType type = DType.Float64)
    {
        writer.WritePropertyName(name);
        Number(writer, value, type);
    }

    // JSON has no NaN and no infinity. 0.1 as a float32 is written 0.1, not 0.10000000149011612.
    private static void Number(Utf8JsonWriter writer, double value, DType type)
    {
        if (!double.IsFinite(value)) writer.WriteStringValue(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
        else if (type == DType.Float32) writer.WriteNumberValue((float)value);
        else writer.WriteNumberValue(value);
    }
}
