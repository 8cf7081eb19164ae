namespace Glissade.Tests.Documentation;

/// <summary>Over what a loss is plotted: how a number becomes a prediction of its kind, and which targets are held fixed.</summary>
/// <param name="Axis">What the number is.</param>
/// <param name="Low">From.</param>
/// <param name="High">To.</param>
/// <param name="Prediction">The prediction of one example.</param>
/// <param name="Targets">The targets, with their labels.</param>
internal sealed record LossPlot(string Axis, double Low, double High, Func<Tensor, Tensor> Prediction, (string Label, Tensor Target)[] Targets)
{
    /// <summary>What may suit a loss, best first; the first that its checks take is drawn.</summary>
    public static IEnumerable<LossPlot> For(CatalogRow<Loss> row)
    {
        // By the names of the kinds: a kind that has no plot is no error.
        string prediction = $"{row.Prototype.Prediction}", target = $"{row.Prototype.Target}";
        if (prediction == "Embeddings" || row.Name.StartsWith("cosine", StringComparison.Ordinal)) return Vectors();
        return (prediction, target) switch
        {
            ("Distribution", _) => Classes("probability of class 0 of 2", 0.01, 0.99, p => Pair(p, 1 - p)),
            ("LogProbabilities", _) => Classes("probability of class 0 of 2", 0.01, 0.99, p => Pair(p, 1 - p).Log()),
            ("Probabilities", _) => Numbers("probability", 0.01, 0.99, target),
            ("StepLogits", _) =>
            [
                new("score of the label at both of two steps, the blank's being 0", -4, 4, x => Tensor.Concatenate(0, Above0(x), Above0(x)).Reshape(1, 2, 2),
                    [("the label", Tensor.From([1, -1], new Shape(1, 2))), ("no label", Tensor.From([-1, -1], new Shape(1, 2)))]),
            ],
            ("Logits", "ClassIndices") => [new("logit of being above class 0", -5, 5, One, [("class 0", Tensor.From([0])), ("class 1", Tensor.From([1]))])],
            ("Logits", _) => Numbers("logit", -5, 5, target),
            ("Parameters", _) => Numbers("first number, beside 1", -4, 4, target, x => Pair(x, Tensor.Scalar(1, DType.Float64))),
            ("Positives", _) => Numbers("prediction", 0.05, 4, target),
            ("Logarithms", _) => Numbers("log of the prediction", -3, 2, target),
            (_, "Classes" or "ClassIndices") => Classes("score of class 0, that of class 1 being 0", -5, 5, Beside0),
            (_, "LabelLists") => [new("score of label 0, that of label 1 being 0", -4, 4, Beside0, [("label 0", Tensor.From([0, -1], new Shape(1, 2))), ("label 1", Tensor.From([1, -1], new Shape(1, 2)))])],
            _ => Numbers("prediction", target == "Counts" ? 0.02 : -4, 4, target),
        };
    }

    private static IEnumerable<LossPlot> Numbers(string axis, double low, double high, string target, Func<Tensor, Tensor>? prediction = null)
    {
        double[] targets = target switch { "Probabilities" => [0, 1], "Counts" => [0, 2], "Positives" => [1, 3], "Signs" => [1, -1], _ => [1, -1] };
        foreach (Shape shape in (Shape[])[new Shape(1, 1), new Shape(1)])
            yield return new LossPlot(axis, low, high, prediction ?? One, [.. targets.Select(value => (FormattableString.Invariant($"t = {value}").Replace('-', '−'), Tensor.From([value], shape)))]);
    }

    private static IEnumerable<LossPlot> Classes(string axis, double low, double high, Func<Tensor, Tensor> prediction) =>
    [
        new(axis, low, high, prediction, [("class 0", Tensor.From([0])), ("class 1", Tensor.From([1]))]),
        new(axis, low, high, prediction, [("t = (1, 0)", Tensor.From([1.0, 0], new Shape(1, 2))), ("t = (¼, ¾)", Tensor.From([0.25, 0.75], new Shape(1, 2)))]),
    ];

    // The first vector turns, the others stand at 0 and at a right angle.
    private static IEnumerable<LossPlot> Vectors()
    {
        const string axis = "angle of the first vector, in turns";
        Tensor right = Tensor.From([1.0, 0], new Shape(1, 2)), up = Tensor.From([0.0, 1], new Shape(1, 2)), turn = Tensor.Scalar(2 * Math.PI, DType.Float64);
        Tensor Turned(Tensor x) => Pair((x * turn).Cos(), (x * turn).Sin());
        (string, Tensor)[] signs = [("t = 1", Tensor.From([1.0])), ("t = −1", Tensor.From([-1.0]))];
        yield return new(axis, -0.5, 0.5, x => Tensor.Concatenate(0, Turned(x), right).Reshape(1, 2, 2), signs);
        yield return new(axis, -0.5, 0.5, x => Tensor.Concatenate(0, Turned(x), right, up).Reshape(1, 3, 2), signs);
        yield return new(axis, -0.5, 0.5, x => Tensor.Concatenate(0, Turned(x), right, up), [("alike at 0", Tensor.From([0, 0, 1])), ("alike at ¼", Tensor.From([0, 1, 0]))]);
        yield return new(axis, -0.5, 0.5, Turned, [("t at 0", right), ("t at ¼", up)]);
    }

    private static Tensor One(Tensor x) => x.Reshape(1, 1);

    private static Tensor Pair(Tensor x, Tensor y) => Tensor.Concatenate(1, x.Reshape(1, 1), y.Reshape(1, 1));

    private static Tensor Above0(Tensor x) => Pair(Tensor.Scalar(0, DType.Float64), x);

    private static Tensor Beside0(Tensor x) => Pair(x, Tensor.Scalar(0, DType.Float64));
}
