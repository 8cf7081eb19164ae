namespace Glissade;

/// <summary>
/// Steps of matrices whose directions all count the same (Jordan 2024): the momentum b ← μ·b + (1 − μ)·g is brought near the orthogonal matrix by Newton and Schulz' iteration X ← 3.4445·X + (−4.775·A + 2.0315·A²)·X, A = X·Xᵀ;
/// w ← w·(1 − rate·λ) − rate·√max(1, columns/rows)·X. What has not two axes is stepped by another optimizer, at that one's own rate; weights of convolutions
/// are, too, unless they are flattened: [outputs, inputs, …] is then the matrix [outputs, the rest], as in Jordan's own code, and its factor √max(1, rows/columns). PyTorch's arithmetic (2.9), computed in the parameter's own type; one pass for the momentum,
/// one for its length, three products an iteration, and one for the step.
/// </summary>
public sealed record Muon : Optimizer
{
    /// <summary>μ: how much of the momentum stays; 0 or more and below 1, 0.95 by default.</summary>
    public double Momentum { get; init; } = 0.95;

    /// <summary>Whether the step looks ahead along the momentum; yes by default.</summary>
    public bool Nesterov { get; init; } = true;

    /// <summary>λ: the share of itself that a matrix loses a step, times the rate; 0 or more, 0.1 by default.</summary>
    public double WeightDecay { get; init; } = 0.1;

    /// <summary>How often the iteration is done; 1 or more, 5 by default.</summary>
    public int Iterations { get; init; } = 5;

    /// <summary>Whether what has more than two axes is stepped as a matrix, a row for each place of the first; no by default, as in PyTorch.</summary>
    public bool Flatten { get; init; }

    /// <summary>What steps everything else; AdamW by default.</summary>
    public Optimizer Others { get; init; } = new AdamW();

    /// <inheritdoc/>
    public override void Step(IReadOnlyList<(Parameter Parameter, Tensor Gradient)> gradients, OptimizerPass pass)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        foreach ((Parameter parameter, Tensor gradient) in gradients.Where(pair => IsMatrix(pair.Parameter)))
        {
            using Provenance.Scope scope = Provenance.Enter($"optimizer/{pass.PathOf(parameter)}", ToString());
            Tensor momentum = Moments.Average(parameter, "momentum", gradient, Momentum, pass);
            if (Nesterov) momentum = gradient * (1 - Momentum) + momentum * Momentum;
            // Weights of convolutions have their outputs first, matrices last.
            bool flat = parameter.Rank > 2;
            long outputs = flat ? parameter.Shape[0] : parameter.Shape[1], inputs = parameter.Count / outputs;
            Tensor direction = NewtonSchulz.Orthogonal(flat ? momentum.Reshape(parameter.Shape[0], -1) : momentum, Iterations).Reshape(parameter.Shape);
            Tensor rate = Moments.Rate(pass) * Math.Sqrt(Math.Max(1, (double)outputs / inputs));
            pass.Update(parameter, Moments.Kept(parameter, WeightDecay, pass) - OptimizerPass.As(rate, parameter) * direction);
        }

        pass.StepAt((double)Others.LearningRate / LearningRate, Others, [.. gradients.Where(pair => !IsMatrix(pair.Parameter))]);
    }

    /// <inheritdoc/>
    public override Optimizer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with
        {
            LearningRate = arguments.Positive("learning_rate", LearningRate),
            Momentum = arguments.Fraction("momentum", Momentum),
            Nesterov = arguments.Boolean("nesterov", Nesterov),
            WeightDecay = arguments.NonNegative("weight_decay", WeightDecay),
            Iterations = arguments.Integer("iterations", Iterations, 1),
            Flatten = arguments.Boolean("flatten", Flatten),
            Others = arguments.Thing("others", Others),
        };
    }

    private bool IsMatrix(Parameter parameter) => parameter.Rank == 2 || Flatten && parameter.Rank > 2;
}
