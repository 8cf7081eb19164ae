using System.Globalization;
using static Glissade.NumberText;

namespace Glissade;

/// <summary>
/// An explanation as lines of text: the row, the forward pass, the loss, the gradients from the last layer to the first, the weights that matter most, the step. Plain characters without colours; no
/// line is wider than asked for. Numbers have four digits; <see cref="ExplanationJson"/> has them all.
/// </summary>
public static class ExplanationText
{
    private const int MostNumbers = 12, MostLargest = 5;
    private const string ByFormula = "(by formula: the compiled step never computes it)";

    /// <summary>The lines.</summary>
    /// <param name="explanation">What to show.</param>
    /// <param name="width">The cells of a line; 20 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width is below 20.</exception>
    public static IReadOnlyList<string> Lines(Explanation explanation, int width)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 20);
        var flow = new TextFlow(width);
        Begin(flow, explanation);
        Forward(flow, explanation);
        Loss(flow, explanation);
        Backward(flow, explanation);
        Weights(flow, explanation);
        Step(flow, explanation);
        return flow.Lines;
    }

    private static void Begin(TextFlow flow, Explanation explanation)
    {
        flow.Heading($"Row {explanation.Row}");
        flow.Add(explanation.Network, hang: 2);
        foreach (string note in explanation.Notes) flow.Add(note);
        if (explanation.Raw.Count > 0)
        {
            flow.Heading("The values and what preprocessing made of them");
            foreach (RawValue raw in explanation.Raw)
            {
                string features = raw.Features.Count is 0 or > MostNumbers ? "" : $" = {List(raw.Features)}";
                string transform = raw.Transform.Length == 0 && features.Length == 0 ? "" : $" → {raw.Transform}{features}";
                flow.Add($"{raw.Name}: {(raw.Text.Length == 0 ? "(empty)" : raw.Text)}{transform}", 2, 2);
            }
        }

        flow.Heading("What the network sees");
        Show(flow, "x", explanation.Input, 2);
        if (explanation.ScaledInput is { } scaled) Show(flow, "scaled (x − mean) / deviation", scaled, 2);
    }

    private static void Forward(TextFlow flow, Explanation explanation)
    {
        flow.Heading("Forward, layer by layer");
        foreach (ExplainedLayer layer in explanation.Layers)
        {
            Title(flow, layer);
            bool sums = layer.Kind.StartsWith("Linear(", StringComparison.Ordinal);
            Show(flow, sums ? "a" : "in", layer.Input, 4);
            foreach (WorkedLine line in layer.Forward) Show(flow, line, 4);
            Show(flow, sums ? "z" : "out", layer.Output, 4);
        }

        flow.Heading("Prediction");
        Show(flow, "the network gives", explanation.Prediction, 2);
        if (!explanation.Output.Values.SequenceEqual(explanation.Prediction.Values)) Show(flow, "which means", explanation.Output, 2);
        if (explanation.Labels.Count > 1 && explanation.Labels.Count == explanation.Output.Values.Count)
        {
            int best = ExplainedTensor.Top([.. explanation.Output.Values], 1)[0];
            flow.Add($"most likely = {explanation.Labels[best]}, {Of(explanation.Output.Values[best])}", 2, 2);
        }

        // Two classes share one number.
        if (explanation.Labels.Count == 2 && explanation.Output.Values is [double second])
            flow.Add($"most likely = {explanation.Labels[second > 0.5 ? 1 : 0]}: {explanation.Labels[1]} has the probability {Of(second)}", 2, 2);
        Show(flow, "it should give", explanation.Target, 2, LabelOf(explanation));
    }

    private static void Loss(TextFlow flow, Explanation explanation)
    {
        ExplainedLoss loss = explanation.Loss;
        flow.Heading("Loss");
        flow.Add(loss.Formula.Length == 0 ? loss.Name : $"{loss.Name}: {loss.Formula}", 2, 2);
        foreach (WorkedLine line in loss.Lines) Show(flow, line, 2);
        if (!loss.Lines.Any(line => line.Name == "L")) flow.Add($"L = {Of(loss.Value)}", 2, 2);
    }

    private static void Backward(TextFlow flow, Explanation explanation)
    {
        flow.Heading("Backward, by the chain rule");
        flow.Add("∂L/∂p: how the loss changes with the prediction", 2, 2);
        if (explanation.Loss.Gradient is { } first) Show(flow, "∂L/∂p", first, 4);
        foreach (WorkedLine line in explanation.Loss.GradientLines) Show(flow, line, 4);
        foreach (ExplainedLayer layer in explanation.Layers.Reverse())
        {
            Title(flow, layer);
            bool sums = layer.Kind.StartsWith("Linear(", StringComparison.Ordinal);
            if (layer.OutputGradient is { } output) Show(flow, sums ? "δ = ∂L/∂z" : "∂L/∂out", output, 4);
            foreach (ExplainedParameter parameter in layer.Parameters) Show(flow, $"∂L/∂{NameOf(parameter.Path)}", parameter.Gradient, 4);
            foreach (WorkedLine line in layer.Backward) Show(flow, line, 4);
            if (layer.InputGradient is { } input) Show(flow, sums ? "∂L/∂a" : "∂L/∂in", input, 4);
        }
    }

    private static void Weights(TextFlow flow, Explanation explanation)
    {
        flow.Heading("The weights that matter most");
        flow.Add($"Length of the whole gradient: {Of(explanation.GradientNorm)}", 2, 2);
        foreach (ExplainedWeight weight in explanation.Weights)
        {
            flow.Add($"{weight.Path}{Place(weight.Index)} gradient {Of(weight.Gradient)}", 2, 2);
            flow.Add($"{Of(weight.Value)} → {Of(weight.NewValue)}, which moves L by {Signed(weight.FirstOrder)} to first order", 4, 2);
            foreach (ExplainedNumber state in weight.States) flow.Add($"{state.Name} {Of(state.Before)} → {Of(state.After)}", 4, 2);
        }
    }

    private static void Step(TextFlow flow, Explanation explanation)
    {
        ExplainedStep step = explanation.Step;
        flow.Heading($"Step {step.Number.ToString(CultureInfo.InvariantCulture)} of the optimizer");
        flow.Add($"{step.Optimizer}, rate {Of(step.LearningRate)}", 2, 2);
        foreach (string formula in step.Formulas) flow.Add(formula, 4, 2);
        if (step.Lines.Count > 0)
        {
            ExplainedWeight weight = explanation.Weights[0];
            flow.Add($"For {weight.Path}{Place(weight.Index)}, t = {step.Number.ToString(CultureInfo.InvariantCulture)}:", 2, 2);
            foreach (WorkedLine line in step.Lines) Show(flow, line, 4);
        }

        flow.Add("The new weights", 2, 2);
        foreach (ExplainedParameter parameter in explanation.Layers.SelectMany(layer => layer.Parameters).DistinctBy(parameter => parameter.Path)) Show(flow, parameter.Path, parameter.NewValue, 4);
        flow.Heading("The walk downhill");
        double change = explanation.LossAfter - explanation.Loss.Value;
        flow.Add($"L {Of(explanation.Loss.Value)} → {Of(explanation.LossAfter)} ({Signed(change)}; the gradient foretold {Signed(explanation.FirstOrder)})", 2, 2);
        if (change > 0) flow.Add("The loss of this row rises: the step was too long for it.", 2, 2);
    }

    private static void Title(TextFlow flow, ExplainedLayer layer)
    {
        string path = layer.Path.Length == 0 ? "" : $"{layer.Path}  ";
        flow.Add($"{path}{layer.Kind}{(layer.Formula.Length == 0 ? "" : $": {layer.Formula}")}", 2, 2);
    }

    private static void Show(TextFlow flow, WorkedLine line, int indent)
    {
        string formula = line.Formula.Length == 0 ? "" : $" = {line.Formula}", numbers = line.Numbers.Length == 0 ? "" : $" = {line.Numbers}";
        flow.Add($"{line.Name}{formula}{numbers} = {Of(line.Value)}", indent, 2);
    }

    private static void Show(TextFlow flow, string name, ExplainedTensor tensor, int indent, string words = "")
    {
        string numbers = tensor.Shape.Rank == 0 && tensor.Values.Count == 1 ? Of(tensor.Values[0])
            : tensor.Shape.Count <= MostNumbers ? tensor.Shape.Rank == 2 ? Rows(tensor) : List(tensor.Values)
            : $"{Size(tensor.Shape)} numbers, length {Of(tensor.Norm)}, from {Of(tensor.Minimum)} to {Of(tensor.Maximum)}; largest {string.Join(", ", tensor.Largest.Take(MostLargest).Select(entry => $"{Place(entry.Index)} {Of(entry.Value)}"))}";
        flow.Add($"{name} = {numbers}{(words.Length == 0 ? "" : $" {words}")}{(tensor.IsByFormula ? $" {ByFormula}" : "")}", indent, 2);
    }

    private static string LabelOf(Explanation explanation) => explanation.Target is { Type: DType.Int32 or DType.UInt8, Values: [double index] } && index >= 0 && index < explanation.Labels.Count
        ? $"({explanation.Labels[(int)index]})" : "";

    private static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..] switch { "weight" => "W", "bias" => "b", string name => name };

    private static string Size(Shape shape) => string.Join("×", shape);

    private static string Rows(ExplainedTensor tensor) => $"[{string.Join(", ", Enumerable.Range(0, tensor.Shape[0]).Select(row => List([.. tensor.Values.Skip(row * tensor.Shape[1]).Take(tensor.Shape[1])])))}]";

    private static string List(IReadOnlyList<double> values) => $"[{string.Join(", ", values.Select(Of))}]";
}
