using Glissade.Operations;

namespace Glissade;

/// <summary>
/// Whether what a network ends in suits what a loss takes: a softmax before a loss of logits costs no error message and much accuracy. It is told by the names of the last composite,
/// activation or product, seen through reshapes and casts; where nothing is known, nothing is refused.
/// </summary>
public static class LossFit
{
    /// <summary>Refuses a network's end that cannot be right for a loss.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="prediction">What the network gives.</param>
    /// <exception cref="GlissadeException">It cannot be right; the message says what would work.</exception>
    public static void Check(Loss loss, Tensor prediction)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(prediction);
        Tensor last = Core(prediction);
        string? end = Named(last);
        if (end is null) return;
        if (end is "softmax" or "log-softmax" && IsAlone(last))
        {
            throw Misfit(loss, last, $"a {end} over one output, which is always {(end == "softmax" ? 1 : 0)}", "two outputs or more for classes, or one output for yes or no",
                "for yes or no, take the softmax away and binary_cross_entropy_with_logits as the loss");
        }

        (string expected, string remedy)? wrong = (loss.Prediction, end) switch
        {
            (PredictionKind.ClassLogits, "softmax") => ("logits: the loss has the softmax in it", "take the softmax away, or categorical_cross_entropy as the loss"),
            (PredictionKind.ClassLogits, "log-softmax") => ("logits: the loss has the log-softmax in it", "take the log-softmax away"),
            (PredictionKind.ClassLogits, "sigmoid" or "log-sigmoid") => ("logits of classes that exclude each other", $"take the {end} away, or binary_cross_entropy as the loss where an example may have several labels"),
            (PredictionKind.Logits, "sigmoid" or "log-sigmoid") => ("logits: the loss has the sigmoid in it", $"take the {end} away, or binary_cross_entropy as the loss"),
            (PredictionKind.Logits, "softmax" or "log-softmax") => ("logits of yes or no", $"take the {end} away; for classes that exclude each other take cross_entropy as the loss"),
            (PredictionKind.StepLogits, "softmax") => ("logits, or logarithms of class probabilities: the loss takes the logarithm itself", "take the softmax away, or a log-softmax instead of it"),
            (PredictionKind.StepLogits, "sigmoid" or "log-sigmoid") => ("logits of classes that exclude each other", $"take the {end} away, or a log-softmax instead of it"),
            (PredictionKind.Probabilities, "linear") => ("probabilities from 0 to 1", "binary_cross_entropy_with_logits as the loss, or a sigmoid as the last layer"),
            (PredictionKind.Probabilities, "tanh" or "ReLU" or "log-sigmoid" or "log-softmax") => ("probabilities from 0 to 1", "a sigmoid as the last layer"),
            (PredictionKind.Distribution, "linear") => ("class probabilities that add up to 1", "cross_entropy as the loss, or a softmax as the last layer"),
            (PredictionKind.Distribution, "sigmoid") => ("class probabilities that add up to 1", "a softmax as the last layer, or binary_cross_entropy as the loss where an example may have several labels"),
            (PredictionKind.Distribution, "tanh" or "ReLU" or "log-sigmoid" or "log-softmax") => ("class probabilities that add up to 1", "a softmax as the last layer"),
            (PredictionKind.LogProbabilities, "softmax") => ("logarithms of class probabilities", "a log-softmax instead of the softmax, or categorical_cross_entropy as the loss"),
            (PredictionKind.LogProbabilities, "linear") => ("logarithms of class probabilities", "a log-softmax as the last layer, or cross_entropy as the loss, which has it in it"),
            (PredictionKind.LogProbabilities, "sigmoid" or "log-sigmoid" or "tanh" or "ReLU") => ("logarithms of class probabilities", "a log-softmax as the last layer"),
            (PredictionKind.Positives, "linear" or "tanh" or "log-sigmoid" or "log-softmax") => ("numbers above 0", "a softplus as the last layer, or the loss with log_input, which takes any numbers"),
            _ => null,
        };
        if (wrong is var (expectation, advice)) throw Misfit(loss, last, end == "linear" ? "a linear layer, whose outputs are any numbers" : $"a {end}", expectation, advice);
    }

    private static GlissadeException Misfit(Loss loss, Tensor last, string end, string expected, string remedy) =>
        new($"the loss {loss} does not fit a network that ends in {end}", last.Provenance.Path.Length == 0 ? "" : $"layer '{last.Provenance.Path}'", expected, remedy);

    // Reshapes, casts and the like change no number; composites of one's own are seen through to their body.
    private static Tensor Core(Tensor tensor)
    {
        while (Named(tensor) is null && Inside(tensor) is { } inner) tensor = inner;
        return tensor;
    }

    private static Tensor? Inside(Tensor tensor) => tensor.Operation switch
    {
        Operations.Reshape or Operations.Permute or Broadcast or Slice or Cast or Detach => tensor.Inputs.FirstOrDefault(),
        CompositeCall call => call.Body,
        _ => null,
    };

    private static string? Named(Tensor tensor) =>
        Composite.Is(tensor, nameof(Tensor.Softmax)) ? "softmax"
        : Composite.Is(tensor, nameof(Tensor.LogSoftmax)) ? "log-softmax"
        : Composite.Is(tensor, nameof(Tensor.Sigmoid)) ? "sigmoid"
        : Composite.Is(tensor, nameof(Tensor.LogSigmoid)) ? "log-sigmoid"
        : Composite.Is(tensor, nameof(Tensor.Relu)) ? "ReLU"
        : tensor.Operation is Elementwise { Code: LoopCode.Tanh } ? "tanh"
        : IsLinear(tensor) ? "linear" : null;

    private static bool IsLinear(Tensor tensor) =>
        tensor.Operation is MatrixProduct
        || (tensor.Operation is Elementwise { Code: LoopCode.Add } && tensor.Inputs.Any(IsProduct));

    private static bool IsProduct(Tensor term)
    {
        while (Inside(term) is { } inner) term = inner;
        return term.Operation is MatrixProduct;
    }

    private static bool IsAlone(Tensor last) => last.Operation is CompositeCall call && last.Shape[call.Axis] == 1;
}
