using Glissade.Tests.CatalogTests;

namespace Glissade.Tests.Losses;

/// <summary>Batches that suit a loss, by the kinds of its predictions and targets.</summary>
internal static class LossSamples
{
    private const int Examples = 4;

    /// <summary>A prediction and a target each.</summary>
    public static IEnumerable<(Loss Loss, Parameter Prediction, Tensor Target)> Of(string text, DType type)
    {
        Loss loss = Catalog.Losses.Parse(text);
        var samples = new RowSamples(text.Length);
        Shape shape = PredictionShape(loss, Examples);
        double[] predictions = Predictions(loss, shape, samples);
        Tensor Ints(int[] values, Shape extents) => Tensor.From(values, extents);
        Tensor Floats(Func<double> next, Shape extents) => Evaluated.Constant([.. Enumerable.Range(0, (int)extents.Count).Select(_ => next())], extents, type);
        Shape targets = TargetShape(loss, shape);
        Tensor[] all = loss.Target switch
        {
            TargetKind.ClassIndices => [Ints([2, 0, 1, 2], targets)],
            TargetKind.Groups => [Ints([1, 0, 1, 1], targets)],
            TargetKind.LabelLists when loss is Ctc ctc => [Sequences(ctc)],
            TargetKind.LabelLists => [Ints([2, -1, 0, 0, 1, -1, -1, 2, 2, 0, 1, 2], targets)],
            TargetKind.Signs => [Floats(() => samples.Next(-1, 1) < 0 ? -1 : 1, targets)],
            TargetKind.Counts or TargetKind.Positives => [Floats(() => samples.Next(0.1, 3), targets)],
            TargetKind.Classes => [Evaluated.Constant(samples.Targets(loss, shape, predictions), shape, type), Ints([2, 0, 1, 2], new Shape(Examples))],
            _ when loss.Prediction == PredictionKind.Parameters => [Floats(() => samples.Next(-3, 3), targets)],
            _ => [Evaluated.Constant(samples.Targets(loss, shape, predictions), shape, type)],
        };
        foreach (Tensor target in all) yield return (loss, Evaluated.Parameter(predictions, shape, type), target);
    }

    /// <summary>Numbers at the ends of what a loss takes, and their targets: inputs that it must bear.</summary>
    public static IEnumerable<(Parameter Prediction, Tensor Target)> Extremes(Loss loss)
    {
        double[] ends = Ends(loss), targets = TargetEnds(loss, ends);
        if (loss is Ctc ctc)
        {
            // Two steps each, of which the label stands in one.
            double[][] pairs = [.. Pairs(ends, ends)];
            int label = ctc.Blank == 0 ? 1 : 0;
            yield return (Evaluated.Parameter([.. pairs.SelectMany(pair => (double[])[pair[0], pair[1], 0, pair[1], 0, pair[0]])], new Shape(pairs.Length, 2, 3), DType.Float32),
                Tensor.From([.. pairs.SelectMany(_ => ctc.InputLengths ? (int[])[2, label] : [label])], new Shape(pairs.Length, ctc.InputLengths ? 2 : 1)));
            yield break;
        }

        double[][] rows = loss.Prediction == PredictionKind.Embeddings ? [.. Pairs(ends, ends)]
            : loss.Target is TargetKind.Classes or TargetKind.ClassIndices or TargetKind.LabelLists ? [.. ends.SelectMany(a => Pairs(ends, ends).Select(pair => (double[])[a, .. pair]))]
            : [.. Pairs(ends, ends)];
        if (loss.Prediction == PredictionKind.Embeddings)
        {
            // Vectors of one large number and two, and a vector of zeros.
            int vectors = loss.Target == TargetKind.Groups ? 1 : (int)PredictionShape(loss, 1)[1];
            double[] all = [.. rows.SelectMany(row => Enumerable.Range(0, vectors).SelectMany(v => (double[])[row[v % 2], row[0], v == 2 ? row[1] : 0]))];
            Parameter prediction = Evaluated.Parameter(all, vectors == 1 ? new Shape(rows.Length, 3) : new Shape(rows.Length, vectors, 3), DType.Float32);
            if (vectors == 1) yield return (prediction, Tensor.From(Enumerable.Range(0, rows.Length).Select(i => i % 3).ToArray()));
            else foreach (double sign in targets) yield return (prediction, Evaluated.Constant([.. rows.Select(_ => sign)], new Shape(rows.Length), DType.Float32));
        }
        else if (loss.Prediction == PredictionKind.Parameters)
        {
            // Three of each, for the weights of the samples.
            foreach (double target in targets)
                yield return (Evaluated.Parameter([.. rows.SelectMany(row => (double[])[row[0], row[0], row[0], row[1], row[1], row[1]])], new Shape(rows.Length, 6), DType.Float32), Evaluated.Constant([.. rows.SelectMany(_ => Enumerable.Repeat(target, 3))], new Shape(rows.Length, 3), DType.Float32));
        }
        else if (loss.Target is TargetKind.Classes or TargetKind.ClassIndices or TargetKind.LabelLists)
        {
            for (int label = 0; label < 3; label++)
            {
                Parameter prediction = Evaluated.Parameter([.. rows.SelectMany(row => row)], new Shape(rows.Length, 3), DType.Float32);
                if (loss.Target != TargetKind.LabelLists) yield return (prediction, Tensor.From([.. Enumerable.Repeat(label, rows.Length)]));
                else yield return (prediction, Tensor.From([.. rows.SelectMany(_ => (int[])[label, -1, 0])], prediction.Shape));
                if (loss.Target == TargetKind.Classes) yield return (prediction, Evaluated.Constant([.. rows.SelectMany(_ => (double[])[label == 0 ? 1 : 0, label == 1 ? 1 : 0, label == 2 ? 1 : 0])], prediction.Shape, DType.Float32));
            }
        }
        else
        {
            double[][] pairs = [.. Pairs(ends, targets)];
            var shape = new Shape(pairs.Length, 3);
            yield return (Evaluated.Parameter([.. pairs.SelectMany(pair => Enumerable.Repeat(pair[0], 3))], shape, DType.Float32), Evaluated.Constant([.. pairs.SelectMany(pair => Enumerable.Repeat(pair[1], 3))], shape, DType.Float32));
        }
    }

    /// <summary>The shape of predictions that suit the loss.</summary>
    public static Shape PredictionShape(Loss loss, int examples) => loss switch
    {
        Ctc => new Shape(examples, 5, 3),
        CosineEmbedding => new Shape(examples, 2, 3),
        TripletMargin => new Shape(examples, 3, 3),
        { Prediction: PredictionKind.Parameters } => new Shape(examples, 6),
        _ => new Shape(examples, 3),
    };

    // Two labels, one twice, one alone, none; where lengths come first, some steps do not count.
    private static Tensor Sequences(Ctc loss)
    {
        int first = loss.Blank == 0 ? 1 : 0, other = loss.Blank == 2 ? 1 : 2;
        int[][] lists = [[first, other], [first, first], [other, -1], [-1, -1]], steps = [[5], [4], [3], [2]];
        return Tensor.From([.. lists.SelectMany((list, i) => loss.InputLengths ? [.. steps[i], .. list] : list)], new Shape(Examples, loss.InputLengths ? 3 : 2));
    }

    private static Shape TargetShape(Loss loss, Shape prediction) =>
        loss.Prediction == PredictionKind.Embeddings || loss.Target == TargetKind.ClassIndices ? new Shape(prediction[0])
        : loss.Prediction == PredictionKind.Parameters ? new Shape(prediction[0], 3) : prediction;

    private static double[] Predictions(Loss loss, Shape shape, RowSamples samples) => loss.Prediction switch
    {
        PredictionKind.LogProbabilities => [.. samples.Predictions(new CategoricalCrossEntropy(), shape).Select(x => Math.Log(x))],
        PredictionKind.Positives => samples.Between(0.2, 3, shape.Count),
        // Variances are above 0.
        PredictionKind.Parameters when loss.Target != TargetKind.Signs => [.. Enumerable.Range(0, (int)shape.Count).Select(i => i % 6 < 3 ? samples.Next(-3, 3) : samples.Next(0.2, 3))],
        _ => samples.Predictions(loss, shape),
    };

    private static double[] Ends(Loss loss) => loss.Prediction switch
    {
        PredictionKind.Probabilities or PredictionKind.Distribution => [0, 1e-38, 1e-12, 0.5, 1 - 6e-8, 1],
        PredictionKind.LogProbabilities => [0, -1e-38, -1, -1e4, -1e30],
        PredictionKind.Positives => [0, 1e-38, 1, 1e4, 1e30],
        _ => [0, 1e-38, -1e-38, 1e4, -1e4, 1e30, -1e30],
    };

    private static double[] TargetEnds(Loss loss, double[] ends) => loss.Target switch
    {
        TargetKind.Signs => [-1, 1],
        TargetKind.Counts => [0, 1e-38, 1, 1e4, 1e30],
        TargetKind.Positives => [1e-38, 1, 1e4, 1e30],
        TargetKind.Values => ends,
        _ => [0, 1, 0.25],
    };

    private static IEnumerable<double[]> Pairs(double[] first, double[] second) => first.SelectMany(a => second.Select(b => (double[])[a, b]));
}
