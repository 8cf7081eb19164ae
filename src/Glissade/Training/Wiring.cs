namespace Glissade;

/// <summary>
/// How data, network and loss are joined: what the network sees of an input, what a person sees of its prediction, what the loss sees of a target. Training, evaluation, the model file and explain
/// all build from this one place.
/// </summary>
/// <param name="Model">The network.</param>
/// <param name="Loss">The loss.</param>
/// <param name="InputScale">Applied to inputs within the graph; null for none.</param>
/// <param name="TargetScale">The network predicts scaled targets; null if it predicts them as they are.</param>
internal sealed record Wiring(Layer Model, Loss Loss, Scaling? InputScale, Scaling? TargetScale)
{
    /// <summary>float32 or float64: the type of the network's parameters.</summary>
    public DType Type { get; init; } = Model.Parameters.FirstOrDefault()?.Type ?? DType.Float32;

    /// <summary>The α of mixed examples while training; 0 for none.</summary>
    public double Mixup { get; init; }

    /// <summary>What the network gives for a batch, as the loss wants it.</summary>
    public Tensor Predict(Tensor x, Pass pass, Mixup? mixup = null)
    {
        x = x.Cast(Type);
        if (InputScale is not null)
        {
            using Provenance.Scope scope = Provenance.Enter("input", "(x − mean) / deviation");
            x = InputScale.Apply(x);
        }

        return Model.Apply(mixup is null ? x : mixup.Mixed(x), pass);
    }

    /// <summary>What a person sees: probabilities, or numbers in the target's own unit.</summary>
    public Tensor Output(Tensor prediction)
    {
        using Provenance.Scope scope = Provenance.Enter("output", Loss.ToString());
        Tensor output = Loss.Output(prediction);
        return TargetScale is null ? output : TargetScale.Undo(output);
    }

    /// <summary>A target as the loss wants it: numbers in the network's type (scaled), class indices as they are.</summary>
    public Tensor Target(Tensor y, Tensor prediction)
    {
        if (TakesClasses(y)) return y;
        y = y.Cast(Type);
        // One class number or value an example, kept without an axis of its own.
        if (y.Rank == 1 && prediction.Rank == 2 && prediction.Shape[1] == 1) y = y.Reshape(y.Shape[0], 1);
        return TargetScale is null ? y : TargetScale.Apply(y);
    }

    /// <summary>Whether targets of this type are class indices for this loss.</summary>
    public bool TakesClasses(Tensor y) => Loss.Target is TargetKind.Classes or TargetKind.ClassIndices or TargetKind.LabelLists or TargetKind.Groups && !y.Type.IsFloat();

    /// <summary>Whether the outcome of this loss over these targets is a class.</summary>
    public bool Classifies(DataColumn targets) => Loss.Target switch
    {
        TargetKind.Classes or TargetKind.ClassIndices => true,
        TargetKind.Probabilities => !targets.Type.IsFloat() || IsZeroOrOne(targets),
        _ => false,
    };

    private static bool IsZeroOrOne(DataColumn targets)
    {
        for (int i = 0; i < targets.Count; i++)
        {
            for (int k = 0; k < targets.Width; k++)
                if (targets.Number(i, k) is not (0 or 1)) return false;
        }

        return targets.Width == 1;
    }
}
