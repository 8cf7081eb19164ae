using static Glissade.NumberText;

namespace Glissade;

/// <summary>The formulas of the layers with numbers filled in, forward and backward. A layer it does not know is shown by its numbers alone.</summary>
internal static class LayerWords
{
    private const int MostLines = 3, MostTerms = 4;

    /// <summary>The largest elements of the output worked out; all while they are few.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="x">What went in.</param>
    /// <param name="y">What came out.</param>
    public static IEnumerable<WorkedLine> Forward(Layer layer, double[] x, double[] y)
    {
        if (layer is Linear linear) return Chosen(y).Select(place => Sum(linear, x, y, place));
        Func<int, (string Formula, string Numbers)>? words = layer switch
        {
            Sigmoid => i => ($"1 / (1 + e^−z{At(i, y)})", $"1 / (1 + e^{Inner(-x[i])})"),
            Tanh => i => ($"tanh(z{At(i, y)})", $"tanh({Of(x[i])})"),
            ReLU => i => ($"max(0, z{At(i, y)})", $"max(0, {Of(x[i])})"),
            LeakyReLU leaky => i => ($"z{At(i, y)} > 0 ? z{At(i, y)} : {Of(leaky.NegativeSlope)}·z{At(i, y)}", x[i] > 0 ? Of(x[i]) : $"{Of(leaky.NegativeSlope)}·{Inner(x[i])}"),
            Softmax when IsOneRow(layer, x) => i => ($"e^z{At(i, y)} / Σ e^z", $"e^{Inner(x[i])} / ({Powers(x)})"),
            LogSoftmax when IsOneRow(layer, x) => i => ($"z{At(i, y)} − log Σ e^z", $"{Of(x[i])} − log({Powers(x)})"),
            _ => null,
        };
        return words is null || x.Length != y.Length ? [] : Chosen(y).Select(i => new WorkedLine($"a{At(i, y)}", words(i).Formula, words(i).Numbers, y[i]));
    }

    /// <summary>The largest gradients of a Linear by the chain rule.</summary>
    public static IEnumerable<WorkedLine> Backward(Linear layer, double[] x, double[] weights, double[] delta, double[] weightGradient, double[]? inputGradient)
    {
        int inputs = layer.Weight.Shape[0], outputs = layer.Weight.Shape[1];
        // Over several rows a weight's gradient is a sum of such products.
        if (x.Length != inputs) yield break;
        int place = ExplainedTensor.Top(weightGradient, 1)[0], from = place / outputs, to = place % outputs;
        yield return new WorkedLine($"∂L/∂W[{from}, {to}]", $"a[{from}]·δ[{to}]", $"{Of(x[from])}·{Inner(delta[to])}", weightGradient[place]);
        if (layer.Bias is not null)
        {
            int bias = ExplainedTensor.Top(delta, 1)[0];
            yield return new WorkedLine($"∂L/∂b[{bias}]", $"δ[{bias}]", "", delta[bias]);
        }

        if (inputGradient is null) yield break;
        int input = ExplainedTensor.Top(inputGradient, 1)[0];
        yield return new WorkedLine($"∂L/∂a[{input}]", outputs == 1 ? $"W[{input}, 0]·δ[0]" : $"Σ W[{input}, j]·δ[j]",
            Products(Enumerable.Range(0, outputs).Select(j => (weights[input * outputs + j], delta[j])), 0, null), inputGradient[input]);
    }

    /// <summary>The largest gradient of an activation's input by the chain rule.</summary>
    /// <param name="layer">The activation.</param>
    /// <param name="x">What went in.</param>
    /// <param name="y">What came out.</param>
    /// <param name="delta">∂L/∂y.</param>
    /// <param name="gradient">∂L/∂x.</param>
    public static IEnumerable<WorkedLine> Backward(Layer layer, double[] x, double[] y, double[] delta, double[] gradient)
    {
        if (x.Length != y.Length) return [];
        Func<int, (string Formula, string Numbers)>? words = layer switch
        {
            Sigmoid => i => ($"∂L/∂a·a·(1 − a)", $"{Of(delta[i])}·{Inner(y[i])}·(1 − {Inner(y[i])})"),
            Tanh => i => ($"∂L/∂a·(1 − a²)", $"{Of(delta[i])}·(1 − {Inner(y[i])}²)"),
            ReLU => i => (x[i] > 0 ? "∂L/∂a·1, as z > 0" : "∂L/∂a·0, as z is not above 0", $"{Of(delta[i])}·{(x[i] > 0 ? 1 : 0)}"),
            LeakyReLU leaky => i => (x[i] > 0 ? "∂L/∂a·1, as z > 0" : "∂L/∂a·slope, as z is not above 0", $"{Of(delta[i])}·{Of(x[i] > 0 ? 1 : leaky.NegativeSlope)}"),
            Softmax when IsOneRow(layer, x) => i => ("a·(∂L/∂a − Σ ∂L/∂a·a)", $"{Of(y[i])}·({Of(delta[i])} − ({Products(delta.Zip(y), 0, null)}))"),
            LogSoftmax when IsOneRow(layer, x) => i => ("∂L/∂a − e^a·Σ ∂L/∂a", $"{Of(delta[i])} − e^{Inner(y[i])}·({Terms(delta)})"),
            _ => null,
        };
        return words is null ? [] : ExplainedTensor.Top(gradient, 1).Select(i => new WorkedLine($"∂L/∂z{At(i, y)}", words(i).Formula, words(i).Numbers, gradient[i]));
    }

    /// <summary>The terms of a sum of products, the largest first, the others as one number.</summary>
    public static string Products(IEnumerable<(double First, double Second)> factors, double plus, string? plusWords)
    {
        (double First, double Second)[] all = [.. factors];
        double[] products = [.. all.Select(pair => pair.First * pair.Second)];
        // Behind a ReLU most terms are 0, and say nothing.
        int[] shown = all.Length <= MostTerms + 1 ? [.. Enumerable.Range(0, all.Length)] : [.. ExplainedTensor.Top(products, MostTerms).Where((i, place) => place == 0 || products[i] != 0)];
        var terms = new List<string>(shown.Select(i => $"{Of(all[i].First)}·{Inner(all[i].Second)}"));
        if (shown.Length < all.Length) terms.Add($"({all.Length - shown.Length} more: {Of(products.Where((_, i) => !shown.Contains(i)).Sum())})");
        if (plusWords is not null) terms.Add(Of(plus));
        return NumberText.Sum(terms);
    }

    /// <summary>The terms of a sum, the largest first, the others as one number.</summary>
    public static string Terms(IReadOnlyList<double> values)
    {
        int[] shown = values.Count <= MostTerms + 1 ? [.. Enumerable.Range(0, values.Count)] : ExplainedTensor.Top([.. values], MostTerms);
        var terms = new List<string>(shown.Select(i => Of(values[i])));
        if (shown.Length < values.Count) terms.Add($"({values.Count - shown.Length} more: {Of(values.Where((_, i) => !shown.Contains(i)).Sum())})");
        return NumberText.Sum(terms);
    }

    private static WorkedLine Sum(Linear layer, double[] x, double[] y, int place)
    {
        int inputs = layer.Weight.Shape[0], outputs = layer.Weight.Shape[1], row = place / outputs, to = place % outputs;
        double[] weights = StateNumbers.Of(layer.Weight);
        double bias = layer.Bias is null ? 0 : StateNumbers.Of(layer.Bias)[to];
        string where = row == 0 && y.Length == outputs ? $"[{to}]" : $"[row {row}, {to}]";
        return new WorkedLine($"z{where}", $"Σ a[i]·W[i, {to}]{(layer.Bias is null ? "" : $" + b[{to}]")}",
            Products(Enumerable.Range(0, inputs).Select(i => (x[row * inputs + i], weights[i * outputs + to])), bias, layer.Bias is null ? null : "b"), y[place]);
    }

    // The largest first would be hard to follow where all are shown.
    private static int[] Chosen(double[] values) => values.Length <= MostLines ? [.. Enumerable.Range(0, values.Length)] : ExplainedTensor.Top(values, MostLines);

    private static string Powers(double[] x)
    {
        string shown = string.Join(" + ", x.Take(MostTerms).Select(value => $"e^{Inner(value)}"));
        return x.Length > MostTerms ? $"{shown} + ({x.Length - MostTerms} more)" : shown;
    }

    private static bool IsOneRow(Layer layer, double[] x) => x.Length > 0 && (layer is Softmax { Axis: -1 or 1 } or LogSoftmax { Axis: -1 or 1 });

    private static string At(int place, double[] all) => all.Length == 1 ? "" : $"[{place}]";
}

/// <summary>The values of a state as float64.</summary>
internal static class StateNumbers
{
    public static double[] Of(State state) => state.Type switch
    {
        DType.Float64 => state.Values<double>().ToArray(),
        DType.Float32 => Array.ConvertAll(state.Values<float>().ToArray(), value => (double)value),
        DType.Int32 => Array.ConvertAll(state.Values<int>().ToArray(), value => (double)value),
        DType.UInt8 => Array.ConvertAll(state.Values<byte>().ToArray(), value => (double)value),
        _ => Array.ConvertAll(state.Values<bool>().ToArray(), value => value ? 1.0 : 0),
    };
}
