namespace Glissade;

/// <summary>
/// Adam's second moment of a matrix kept as one average a row and one a column (Shazeer and Stern 2018): v = r·c / mean of r, u = g/√v, w ← w − max(ε₂, RMS(w))·min(rate, 1/√t)·u / max(1, RMS(u)/d), with RMS the root of the mean square and
/// r and c averages that keep 1 − t^β. What has fewer than two axes keeps a whole v. PyTorch's arithmetic (2.5). Four passes over a matrix: rows, columns, u's length beside w's, the step.
/// </summary>
public sealed record AdaFactor : PerParameterOptimizer
{
    /// <inheritdoc/>
    public override float LearningRate { get; init; } = 1e-2f;

    /// <summary>β: the power of the step that says how much of a new square counts; from −1 to 0, −0.8 by default.</summary>
    public double Beta2Decay { get; init; } = -0.8;

    /// <summary>ε₁: its square is the least v; above 0, float32's 2⁻²³ by default (PyTorch: that of the parameter's type).</summary>
    public double Epsilon1 { get; init; } = 1.1920928955078125e-7;

    /// <summary>ε₂: the least root mean square of a parameter; above 0, 0.001 by default.</summary>
    public double Epsilon2 { get; init; } = 1e-3;

    /// <summary>d: the largest root mean square of a step before it is shortened; above 0, 1 by default.</summary>
    public double Threshold { get; init; } = 1;

    /// <summary>λ: the share of itself that a parameter loses a step, times the rate; 0 or more, 0 by default.</summary>
    public double WeightDecay { get; init; }

    /// <inheritdoc/>
    protected override Tensor Rule(Parameter parameter, Tensor gradient, OptimizerPass pass)
    {
        Tensor number = Moments.Number(pass), share = OptimizerPass.As((number.Log() * Beta2Decay).Exp(), parameter), square = gradient.Square();
        if (parameter.Rank > 1)
        {
            Tensor rows = Kept("rows", square.Mean(-1, keepDimensions: true)), columns = Kept("columns", square.Mean(-2, keepDimensions: true));
            square = rows * columns / Tensor.Maximum(rows.Mean(-2, keepDimensions: true), Tensor.Like(Epsilon1, rows));
        }
        else
        {
            square = Kept("moment2", square);
        }

        Tensor step = gradient / Tensor.Maximum(square, Tensor.Like(Epsilon1 * Epsilon1, square)).SquareRoot();
        Tensor length = Size(parameter), excess = Size(step) * (1 / Threshold);
        Tensor rate = Tensor.Maximum(length, Tensor.Like(Epsilon2, length)) / Tensor.Maximum(excess, Tensor.Like(1, excess));
        rate *= OptimizerPass.As(Tensor.Minimum(Moments.Rate(pass), 1 / number.SquareRoot()), parameter);
        return Moments.Kept(parameter, WeightDecay, pass) - rate * step;

        Tensor Kept(string name, Tensor value)
        {
            Buffer buffer = pass.Buffer(parameter, name, value.Shape);
            Tensor next = buffer + (value - buffer) * share;
            pass.Update(buffer, next);
            return next;
        }
    }

    /// <inheritdoc/>
    public override Optimizer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with
        {
            LearningRate = arguments.Positive("learning_rate", LearningRate),
            Beta2Decay = arguments.Number("beta2_decay", Beta2Decay, -1, 0),
            Epsilon1 = arguments.Positive("epsilon1", Epsilon1),
            Epsilon2 = arguments.Positive("epsilon2", Epsilon2),
            Threshold = arguments.Positive("threshold", Threshold),
            WeightDecay = arguments.NonNegative("weight_decay", WeightDecay),
        };
    }

    private static Tensor Size(Tensor of) => Clipping.Norm(of) * (1 / Math.Sqrt(of.Count));
}
