namespace Glissade;

/// <summary>Residuals as a function of parameters, with their Jacobian: both compiled once.</summary>
internal sealed class ResidualProblem
{
    // Twice as much memory holds the Jacobian and its copy while a step is solved for.
    private const long MostElements = 1 << 26;

    private readonly ParameterVector _vector;
    private readonly Workspace _values;
    private readonly Workspace _products;
    private readonly Tensor _residuals;
    private readonly Tensor _product;
    private readonly Input[] _directions;

    public ResidualProblem(Tensor residuals, IReadOnlyList<Parameter> parameters, Device device)
    {
        _vector = new ParameterVector(parameters, residuals);
        if (residuals.Count * _vector.Length > MostElements)
            throw new ArgumentException($"{residuals.Count:N0} residuals of {_vector.Length:N0} parameters have a Jacobian of {residuals.Count * _vector.Length:N0} numbers, more than {MostElements:N0}; for a problem of this size take lbfgs.");
        _residuals = residuals.Cast(DType.Float64);
        _values = device.Compile(new Step { Outputs = [_residuals] }).CreateWorkspace();

        // The gradient of Σ u·r is Jᵀ·u, linear in u; its product with a direction v, seen as a function of u, has the gradient J·v.
        var u = new Parameter("u", residuals.Shape, residuals.Type);
        Tensor[] transposed = Gradient.Of((residuals * u).Sum(), [.. parameters]);
        _directions = [.. parameters.Select((parameter, i) => new Input($"v{i}", parameter.Shape, parameter.Type))];
        Tensor along = transposed.Zip(_directions, (gradient, direction) => (gradient * direction).Sum().Cast(DType.Float64)).Aggregate((a, b) => a + b);
        _product = Gradient.Of(along, u)[0].Cast(DType.Float64);
        _products = device.Compile(new Step { Outputs = [_product], Inputs = _directions }).CreateWorkspace();
        Point = _vector.Get();
    }

    public int Evaluations { get; private set; }

    /// <summary>Where the parameters were at first.</summary>
    public double[] Point { get; }

    /// <summary>The residuals at a point, to which the parameters are set.</summary>
    public double[] Residuals(double[] point)
    {
        Evaluations++;
        _vector.Set(point);
        _values.Run();
        return _values.Read<double>(_residuals).ToArray();
    }

    /// <summary>The Jacobian where the parameters are, column after column.</summary>
    public double[][] Jacobian()
    {
        var columns = new double[_vector.Length][];
        int at = 0;
        foreach (Input direction in _directions) Fill(direction, 0);
        foreach (Input direction in _directions)
        {
            for (int i = 0; i < direction.Count; i++)
            {
                Fill(direction, i + 1);
                _products.Run();
                columns[at++] = _products.Read<double>(_product).ToArray();
            }

            Fill(direction, 0);
        }

        return columns;
    }

    // All zeros but for a 1 at a place that is counted from 1; 0 is none.
    private void Fill(Input direction, int place)
    {
        var values = new double[direction.Count];
        if (place > 0) values[place - 1] = 1;
        if (direction.Type == DType.Float64) _products.Set<double>(direction, values);
        else _products.Set<float>(direction, [.. values.Select(value => (float)value)]);
    }
}
