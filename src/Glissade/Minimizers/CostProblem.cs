namespace Glissade;

/// <summary>A scalar objective as a function of parameters, with its gradient: compiled once.</summary>
internal sealed class CostProblem
{
    private readonly ParameterVector _vector;
    private readonly Workspace _workspace;
    private readonly Tensor _value;
    private readonly Tensor[] _gradients;

    public CostProblem(Tensor objective, IReadOnlyList<Parameter> parameters, Device device)
    {
        if (objective.Count != 1) throw new ArgumentException($"The objective is {objective.Shape}; lbfgs makes one number small. Sum it, take its mean, or take levenberg_marquardt for residuals.", nameof(objective));
        _vector = new ParameterVector(parameters, objective);
        Tensor scalar = objective.Reshape(Shape.Scalar);
        _value = scalar.Cast(DType.Float64);
        _gradients = [.. Gradient.Of(scalar, [.. parameters]).Select(gradient => gradient.Cast(DType.Float64))];
        _workspace = device.Compile(new Step { Outputs = [_value, .. _gradients] }).CreateWorkspace();
        Point = _vector.Get();
    }

    public int Evaluations { get; private set; }

    /// <summary>Where the parameters were at first.</summary>
    public double[] Point { get; }

    public void Set(double[] point) => _vector.Set(point);

    /// <summary>Value and gradient at a point, to which the parameters are set.</summary>
    public (double Value, double[] Gradient) At(double[] point)
    {
        Evaluations++;
        _vector.Set(point);
        _workspace.Run();
        var gradient = new double[_vector.Length];
        int at = 0;
        foreach (Tensor part in _gradients)
        {
            _workspace.Read<double>(part).CopyTo(gradient.AsSpan(at));
            at += (int)part.Count;
        }

        return (_workspace.Read<double>(_value)[0], gradient);
    }
}
