namespace Glissade;

/// <summary>
/// Residuals and all their slopes. A gradient gives a row of J, and there are many rows and few columns; but Jᵀ·u, the gradient of r·u, is linear in u, and the gradient of its j-th element for u is the j-th column.
/// </summary>
internal sealed class ResidualSlopes
{
    private readonly IReadOnlyList<Parameter> _parameters;
    private readonly Tensor _residuals;
    private readonly Tensor[] _columns;
    private readonly Workspace _values, _slopes;

    public ResidualSlopes(Tensor residuals, IReadOnlyList<Parameter> parameters, Device device)
    {
        if (residuals.Type != DType.Float64 || parameters.Count == 0 || parameters.Any(parameter => parameter.Type != DType.Float64))
            throw new GlissadeException("least squares need residuals and parameters of float64, and one parameter at least", expected: "float64", remedy: "new Parameter(\"b\", new Shape(3), DType.Float64)");
        if (GraphWalk.Topological([residuals], GraphWalk.InputsAndBody).OfType<Input>().FirstOrDefault() is { } input)
            throw new GlissadeException($"the residuals use the input '{input.Name}', which has no value", expected: "a formula of parameters and constants", remedy: "Tensor.From(values)");
        (_parameters, _residuals) = (parameters, residuals.Reshape(-1));
        var weights = new Parameter("weights", _residuals.Shape, DType.Float64);
        Tensor[] rows = Gradient.Of((_residuals * weights).Sum(), [.. parameters]);
        _columns = [.. rows.SelectMany(row => Enumerable.Range(0, checked((int)row.Count)).Select(i => Gradient.Of(row.Reshape(-1).At(i), weights)[0]))];
        _values = device.Compile(new Step { Outputs = [_residuals] }).CreateWorkspace();
        _slopes = device.Compile(new Step { Outputs = _columns }).CreateWorkspace();
    }

    /// <summary>The parameters' values, one after the other.</summary>
    public double[] Values() => [.. _parameters.SelectMany(parameter => parameter.Values<double>().ToArray())];

    public double[] Residuals(double[] at)
    {
        Set(at);
        _values.Run();
        return _values.Read<double>(_residuals).ToArray();
    }

    public double[][] Columns(double[] at)
    {
        Set(at);
        _slopes.Run();
        return [.. _columns.Select(column => _slopes.Read<double>(column).ToArray())];
    }

    public LeastSquares Finish(double[] at, double sum, int iterations, bool converged)
    {
        Set(at);
        return new LeastSquares(sum, iterations, converged);
    }

    private void Set(double[] at)
    {
        int start = 0;
        foreach (Parameter parameter in _parameters)
        {
            int count = checked((int)parameter.Count);
            parameter.Set<double>(at.AsSpan(start, count));
            start += count;
        }
    }
}
