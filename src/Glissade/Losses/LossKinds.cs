namespace Glissade;

/// <summary>What a loss takes as targets.</summary>
public enum TargetKind
{
    /// <summary>Numbers of the prediction's shape.</summary>
    Values,

    /// <summary>Numbers from 0 to 1 of the prediction's shape, such as 0 or 1 for no or yes.</summary>
    Probabilities,

    /// <summary>A class index an example, or class probabilities of the prediction's shape.</summary>
    Classes,

    /// <summary>A class index an example, and nothing else.</summary>
    ClassIndices,

    /// <summary>Numbers of 0 or more of the prediction's shape.</summary>
    Counts,

    /// <summary>Numbers above 0.</summary>
    Positives,

    /// <summary>−1 for no, unlike or below, 1 for yes, alike or above.</summary>
    Signs,

    /// <summary>The indices of an example's labels, ended by −1: in the prediction's shape, or, of a sequence's labels, as many as the longest has.</summary>
    LabelLists,

    /// <summary>The group of each example, any whole number: those of one group are alike.</summary>
    Groups,
}

/// <summary>What a loss takes as predictions.</summary>
public enum PredictionKind
{
    /// <summary>Numbers of any size.</summary>
    Values,

    /// <summary>Probabilities of yes, each from 0 to 1, as a sigmoid gives them.</summary>
    Probabilities,

    /// <summary>Class probabilities that add up to 1, as a softmax gives them.</summary>
    Distribution,

    /// <summary>What a sigmoid would take.</summary>
    Logits,

    /// <summary>What a softmax over the classes, the second axis, would take.</summary>
    ClassLogits,

    /// <summary>Logarithms of class probabilities, as a log-softmax gives them.</summary>
    LogProbabilities,

    /// <summary>Numbers above 0, as a softplus gives them.</summary>
    Positives,

    /// <summary>Logarithms of numbers above 0: any numbers.</summary>
    Logarithms,

    /// <summary>Two numbers for each number of the target, one half behind the other along the second axis.</summary>
    Parameters,

    /// <summary>Vectors that are compared with each other.</summary>
    Embeddings,

    /// <summary>What a softmax over the classes of each step, the last axis, would take, or its logarithm: [examples, steps, classes].</summary>
    StepLogits,
}

/// <summary>What becomes of a loss's values.</summary>
public enum Reduction
{
    /// <summary>Σ values·weights / Σ weights, what is trained.</summary>
    Mean,

    /// <summary>Σ values·weights.</summary>
    Sum,

    /// <summary>values·weights, as they are.</summary>
    None,
}
