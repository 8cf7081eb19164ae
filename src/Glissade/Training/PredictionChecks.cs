using System.Globalization;

namespace Glissade;

/// <summary>
/// Looks at what a network gives before the first step, where its end has no name that says it (<see cref="LossFit"/>): a loss of probabilities would take the logarithm of what is none, and break
/// only later, or never, and learn little. An activation is shown numbers from −20 to 20; of other ends the predictions for the first examples are looked at.
/// </summary>
internal static class PredictionChecks
{
    private const int Most = 64;

    /// <summary>Refuses predictions that cannot be what the loss takes.</summary>
    public static void Check(Wiring wiring, Device device, Dataset train)
    {
        var pass = Pass.Inference();
        Tensor prediction = wiring.Predict(train.Inputs.Input("x", 1), pass);
        if (LossFit.IsKnown(prediction)) return;
        LayerTrace? last = pass.Trace.FirstOrDefault(layer => ReferenceEquals(layer.Output, prediction));
        var bend = last?.Layer as Activation;
        (string expected, string remedy)? rule = wiring.Loss.Prediction switch
        {
            PredictionKind.Probabilities => ("probabilities from 0 to 1", wiring.Loss is BinaryCrossEntropy ? "a sigmoid as the last layer, or binary_cross_entropy_with_logits as the loss" : "a sigmoid as the last layer"),
            PredictionKind.Distribution => ("class probabilities that add up to 1", "a softmax as the last layer, or cross_entropy as the loss"),
            PredictionKind.LogProbabilities => ("logarithms of class probabilities", "a log-softmax as the last layer, or cross_entropy as the loss, which has it in it"),
            PredictionKind.Positives => ("numbers of 0 or more", "a softplus as the last layer, or the loss with log_input, which takes any numbers"),
            PredictionKind.ClassLogits when bend is not null => ("logits: the loss has the softmax in it", "take the last layer away, or categorical_cross_entropy as the loss"),
            PredictionKind.Logits when bend is not null => ("logits: the loss has the sigmoid in it", "take the last layer away, or binary_cross_entropy as the loss"),
            _ => null,
        };
        if (rule is not var (wanted, advice)) return;
        float[] given = bend is null ? OfExamples(wiring, device, train) : OfNumbers(bend, device, last!.Input);
        if (Wrong(wiring.Loss, prediction.Shape, given) is not { } what) return;
        throw new GlissadeException($"the loss {wiring.Loss} does not fit a network that gives {what}", last is null || last.Path.Length == 0 ? "" : $"layer '{last.Path}'", wanted, advice);
    }

    private static float[] OfExamples(Wiring wiring, Device device, Dataset train)
    {
        var first = new Dataset(train.Inputs.Take([.. Enumerable.Range(0, Math.Min(Most, train.Count))]), null);
        return new Evaluator(wiring, device, first, x => { Tensor given = wiring.Predict(x, Pass.Inference()); return (given, given); }).Run().Predictions;
    }

    private static float[] OfNumbers(Activation bend, Device device, Tensor input)
    {
        // Multiples of the golden ratio are spread evenly, also over a few numbers of a few examples.
        Tensor turns = Tensor.Iota(new Shape(checked((int)input.Count * Most))).Cast(input.Type) * 0.6180339887498949;
        Tensor given = bend.Apply(((turns - turns.Floor()) * 40 - 20).Reshape(input.Shape.With(0, Most)), Pass.Inference()).Cast(DType.Float32);
        Workspace workspace = device.Compile(new Step { Outputs = [given] }).CreateWorkspace();
        workspace.Run();
        return workspace.Read<float>(given).ToArray();
    }

    // The number, or the sum over the classes, that cannot be right; null if all may be. Rounding may leave probabilities a little above 1.
    private static string? Wrong(Loss loss, Shape prediction, float[] given)
    {
        PredictionKind kind = loss.Prediction;
        (double least, double most) = kind switch { PredictionKind.LogProbabilities => (double.NegativeInfinity, 1e-4), PredictionKind.Positives => (0, double.PositiveInfinity), _ => (0, 1 + 1e-5) };
        int bad = Array.FindIndex(given, value => value < least || value > most);
        if (kind is PredictionKind.ClassLogits or PredictionKind.Logits) return bad < 0 && given.Max() > 0.99 ? "numbers from 0 to 1" : null;
        if (bad >= 0) return string.Create(CultureInfo.InvariantCulture, $"the prediction {given[bad]:G4}");
        if (kind is not (PredictionKind.Distribution or PredictionKind.LogProbabilities) || loss.Target is not (TargetKind.Classes or TargetKind.ClassIndices) || prediction.Rank < 2) return null;
        double off = Sums(prediction, given, kind == PredictionKind.LogProbabilities).FirstOrDefault(sum => Math.Abs(sum - 1) > 1e-3, 1);
        return off == 1 ? null : string.Create(CultureInfo.InvariantCulture, $"class probabilities that add up to {off:G4}");
    }

    private static IEnumerable<double> Sums(Shape prediction, float[] given, bool areLogarithms)
    {
        int classes = prediction[1], places = checked((int)(prediction.Count / classes)), examples = given.Length / (classes * places);
        for (int example = 0; example < examples; example++)
        {
            for (int place = 0; place < places; place++)
            {
                double sum = 0;
                for (int k = 0; k < classes; k++)
                {
                    double value = given[(example * classes + k) * places + place];
                    sum += areLogarithms ? ScalarMath.Exp(value) : value;
                }

                yield return sum;
            }
        }
    }
}
