using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade;

/// <summary>
/// Whether what a network ends in suits what a loss takes: a softmax before a loss of logits costs no error message and much accuracy. It is told by the names of the last composite,
/// activation or product, seen through reshapes and casts, also where the formula is written by hand; where nothing is known, nothing is refused.
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
        (Tensor whole, Tensor last, string? end) = End(prediction);
        if (end is "softmax" or "log-softmax" && IsAlone(last))
        {
            throw Misfit(loss, last, $"a {end} over one output, which is always {(end == "softmax" ? 1 : 0)}", "two outputs or more for classes, or one output for yes or no",
                "for yes or no, take the softmax away, and binary_cross_entropy_with_logits as the loss");
        }

        if (loss.Target is TargetKind.Classes or TargetKind.ClassIndices && prediction.Rank > 1 && loss.ClassesOf(prediction.Shape) == 1)
        {
            throw new GlissadeException($"the loss {loss} has no choice between classes: the network has one output", "", "one output a class, two or more",
                "for yes or no take binary_cross_entropy_with_logits as the loss, for a number mean_squared_error");
        }

        if (end is null) return;
        CheckAxis(loss, whole, last, end);
        (string expected, string remedy)? wrong = (loss.Prediction, end) switch
        {
            (PredictionKind.ClassLogits, "softmax") => ("logits: the loss has the softmax in it", "take the softmax away, or categorical_cross_entropy as the loss"),
            (PredictionKind.ClassLogits, "log-softmax") => ("logits: the loss has the log-softmax in it", "take the log-softmax away"),
            (PredictionKind.ClassLogits, "sigmoid" or "log-sigmoid") => ("logits of classes that exclude each other", $"take the {end} away, or binary_cross_entropy as the loss where an example may have several labels"),
            (PredictionKind.Logits, "sigmoid" or "log-sigmoid") => ("logits: the loss has the sigmoid in it", $"take the {end} away, or binary_cross_entropy as the loss"),
            (PredictionKind.Logits, "softmax" or "log-softmax") => ("logits of yes or no", $"take the {end} away; for classes that exclude each other take cross_entropy as the loss"),
            (PredictionKind.StepLogits, "softmax") => ("logits, or logarithms of class probabilities: the loss takes the logarithm itself", "take the softmax away, or a log-softmax instead of it"),
            (PredictionKind.StepLogits, "sigmoid" or "log-sigmoid") => ("logits of classes that exclude each other", $"take the {end} away, or a log-softmax instead of it"),
            (PredictionKind.Probabilities, "linear" or "convolution") => ("probabilities from 0 to 1", "binary_cross_entropy_with_logits as the loss, or a sigmoid as the last layer"),
            (PredictionKind.Probabilities, "tanh" or "ReLU" or "log-sigmoid" or "log-softmax") => ("probabilities from 0 to 1", "a sigmoid as the last layer"),
            (PredictionKind.Distribution, "linear" or "convolution") => ("class probabilities that add up to 1", "cross_entropy as the loss, or a softmax as the last layer"),
            (PredictionKind.Distribution, "sigmoid") => ("class probabilities that add up to 1", "a softmax as the last layer, or binary_cross_entropy as the loss where an example may have several labels"),
            (PredictionKind.Distribution, "tanh" or "ReLU" or "log-sigmoid" or "log-softmax") => ("class probabilities that add up to 1", "a softmax as the last layer"),
            (PredictionKind.LogProbabilities, "softmax") => ("logarithms of class probabilities", "a log-softmax instead of the softmax, or categorical_cross_entropy as the loss"),
            (PredictionKind.LogProbabilities, "linear" or "convolution") => ("logarithms of class probabilities", "a log-softmax as the last layer, or cross_entropy as the loss, which has it in it"),
            (PredictionKind.LogProbabilities, "sigmoid" or "log-sigmoid" or "tanh" or "ReLU") => ("logarithms of class probabilities", "a log-softmax as the last layer"),
            (PredictionKind.Positives, "linear" or "convolution" or "tanh" or "log-sigmoid" or "log-softmax") => ("numbers above 0", "a softplus as the last layer, or the loss with log_input, which takes any numbers"),
            _ => null,
        };
        if (wrong is var (expectation, advice)) throw Misfit(loss, last, end is "linear" or "convolution" ? $"a {(end == "linear" ? "linear layer" : end)}, whose outputs are any numbers" : $"a {end}", expectation, advice);
    }

    /// <summary>Whether the end says what the network gives; if not, one has to look at what it gives.</summary>
    internal static bool IsKnown(Tensor prediction) => End(prediction).Name is not null;

    // The classes stand in axis 1; a layer at every step of a sequence leaves them in the last one, which no shape tells where there are as many steps as classes.
    private static void CheckAxis(Loss loss, Tensor prediction, Tensor last, string end)
    {
        if (prediction.Rank < 3 || loss.Target is not (TargetKind.Classes or TargetKind.ClassIndices) || end is not ("softmax" or "log-softmax" or "linear")) return;
        if (last.Operation is CompositeCall call && call.Axis != last.Rank - 1) return;
        for (Tensor tensor = prediction; !ReferenceEquals(tensor, last); tensor = Inside(tensor)!)
            if (tensor.Operation is Operations.Permute or Broadcast or Slice or Concatenate) return;
        if (last.Shape[-1] != prediction.Shape[-1] || (end == "linear" && !IsProduct<MatrixProduct>(last))) return;
        throw new GlissadeException($"the loss {loss} does not fit a network whose classes stand in the last axis of {prediction.Shape}", Where(last), "the classes in axis 1, [examples, classes, …], as in PyTorch",
            $"permute(axes=[{string.Join(", ", Enumerable.Range(1, prediction.Rank - 2).Prepend(prediction.Rank - 1))}]) as the last layer");
    }

    private static GlissadeException Misfit(Loss loss, Tensor last, string end, string expected, string remedy) =>
        new($"the loss {loss} does not fit a network that ends in {end}", Where(last), expected, remedy);

    private static string Where(Tensor last) => last.Provenance.Path.Length == 0 ? "" : $"layer '{last.Provenance.Path}'";

    // A formula written by hand has a name once it is stabilised. Of several ends put together a softmax tells enough.
    private static (Tensor Whole, Tensor Last, string? Name) End(Tensor prediction)
    {
        Tensor last = Core(prediction);
        if (Named(last) is null)
        {
            prediction = GraphWalk.Rewrite([prediction], static (_, node) => Stabilise.Node(node))[0];
            last = Core(prediction);
        }

        if (last.Operation is not Concatenate) return (prediction, last, Named(last));
        (Tensor Last, string? Name)[] parts = [.. last.Inputs.Select(Core).Select(part => (part, Named(part)))];
        return parts.FirstOrDefault(part => part.Name is "softmax" or "log-softmax") is { Name: not null } found ? (prediction, found.Last, found.Name)
            : (prediction, last, parts.All(part => part.Name == parts[0].Name) ? parts[0].Name : null);
    }

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
        : IsProduct<MatrixProduct>(tensor) ? "linear"
        : IsProduct<Convolution>(tensor) || IsProduct<ConvolutionInputGradient>(tensor) ? "convolution" : null;

    // With a bias or without.
    private static bool IsProduct<T>(Tensor tensor)
    {
        return tensor.Operation is T || (tensor.Operation is Elementwise { Code: LoopCode.Add } && tensor.Inputs.Any(Is));

        static bool Is(Tensor term)
        {
            while (Inside(term) is { } inner) term = inner;
            return term.Operation is T;
        }
    }

    private static bool IsAlone(Tensor last) => last.Operation is CompositeCall call && last.Shape[call.Axis] == 1;
}
