using System.Text.Json;
using Glissade.Tests.CatalogTests;
using Glissade.Tests.Goldens;

namespace Glissade.Tests.Layers;

/// <summary>Layers, their gradients by the input and by every weight, and what they keep, are PyTorch's.</summary>
public sealed class LayerGoldenTests
{
    public static TheoryData<string> Names => [.. Golden.Cases("layers.json").Select(golden => golden.GetProperty("layer").GetString()!).Distinct()];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_layer_and_its_gradients_are_those_of_PyTorch(string name)
    {
        foreach (JsonElement golden in Golden.Cases("layers.json").Where(golden => golden.GetProperty("layer").GetString() == name))
        {
            foreach (DType type in (DType[])[DType.Float64, DType.Float32]) Check(golden, name, type);
        }
    }

    private static void Check(JsonElement golden, string name, DType type)
    {
        Layer layer = LayerTexts.Parse(name, type);
        Dictionary<string, State> states = layer.States().ToDictionary(state => state.Path, state => state.State);
        foreach (JsonProperty state in golden.GetProperty("states").EnumerateObject()) Set(states[state.Name], state.Value.Numbers());
        Assert.Equal(states.Keys.Order(), golden.GetProperty("states").EnumerateObject().Select(state => state.Name).Order());

        Parameter x = Evaluated.Parameter(golden.GetProperty("x").Numbers(), golden.GetProperty("shape").Shape(), type);
        bool training = golden.GetProperty("training").GetBoolean();
        Tensor zero = Tensor.Scalar(0, DType.Int32);
        Pass pass = training ? Pass.ForTraining(zero, zero, zero) : Pass.Inference();
        Tensor y = Applied(layer, x, pass, golden);
        Shape expected = golden.GetProperty("y_shape").Shape();
        Assert.Equal(expected, y.Shape);
        Tensor upstream = Evaluated.Constant(golden.GetProperty("upstream").Numbers(), expected, type);
        JsonProperty[] slopes = [.. golden.GetProperty("gradients").EnumerateObject()];
        bool byInput = golden.TryGetProperty("gradient", out JsonElement slope);
        Parameter[] by = [.. slopes.Select(gradient => (Parameter)states[gradient.Name]), .. byInput ? [x] : Array.Empty<Parameter>()];
        Tensor[] gradients = by.Length == 0 ? [] : Gradient.Of((y * upstream).Sum(), by);
        JsonProperty[] kept = [.. golden.GetProperty("buffers").EnumerateObject()];
        Tensor[] updates = [.. kept.Select(buffer => pass.Updates.Single(update => ReferenceEquals(update.State, states[buffer.Name])).Value)];

        double[][] found = Evaluated.Of([y, .. gradients, .. updates]);
        string what = $"{name} of {x.Shape}{(training ? " while training" : "")}";
        Golden.Same(what, type, golden.GetProperty("y").Numbers(), found[0]);
        for (int i = 0; i < slopes.Length; i++) Golden.Same($"the gradient of {what} by {slopes[i].Name}", type, slopes[i].Value.Numbers(), found[1 + i]);
        if (byInput) Golden.Same($"the gradient of {what} by its input", type, slope.Numbers(), found[1 + slopes.Length]);
        for (int i = 0; i < kept.Length; i++) Golden.Same($"{kept[i].Name} after {what}", type, kept[i].Value.Numbers(), found[1 + gradients.Length + i]);
    }

    // Some have steps that may not be seen, and a decoder's memory stands behind its sequence.
    private static Tensor Applied(Layer layer, Tensor x, Pass pass, JsonElement golden)
    {
        Tensor? hidden = golden.TryGetProperty("hidden", out JsonElement seen) ? Tensor.From<bool>([.. seen.EnumerateArray().SelectMany(row => row.Numbers()).Select(number => number != 0)], new Shape(x.Shape[0], x.Shape[1])) : null;
        if (golden.TryGetProperty("memory", out JsonElement memory))
        {
            int others = memory.GetInt32(), steps = x.Shape[1] - others;
            Tensor asks = x.Narrow(1, 0, steps), asked = x.Narrow(1, steps, others);
            if (layer is TransformerDecoder decoder) return decoder.Decode(asks, asked, pass, hidden?.Narrow(1, 0, steps), hidden?.Narrow(1, steps, others));
            var attention = (MultiHeadAttention)layer;
            return attention.Attend(asks, asked.Narrow(2, 0, attention.KeyInputs), asked.Narrow(2, 0, attention.ValueInputs), hidden?.Narrow(1, steps, others), pass);
        }

        return hidden is null ? layer.Apply(x, pass) : layer switch
        {
            MultiHeadAttention self => self.Attend(x, x, x, hidden, pass),
            TransformerEncoder encoder => encoder.Encode(x, hidden, pass),
            _ => throw new InvalidOperationException($"{layer} takes no steps that may not be seen."),
        };
    }

    private static void Set(State state, double[] values)
    {
        if (state.Type == DType.Float64) state.Set<double>(values);
        else state.Set<float>([.. values.Select(value => (float)value)]);
    }
}
