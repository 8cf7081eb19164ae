namespace Glissade;

/// <summary>Parameters as one vector of float64 numbers, one after the other.</summary>
internal sealed class ParameterVector
{
    private readonly IReadOnlyList<Parameter> _parameters;

    public ParameterVector(IReadOnlyList<Parameter> parameters, Tensor objective)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(objective);
        if (parameters.Count == 0) throw new ArgumentException("There is no parameter to change; give one or more.", nameof(parameters));
        Tensor[] leaves = [.. GraphWalk.Topological([objective], GraphWalk.InputsAndBody)];
        if (leaves.OfType<Input>().FirstOrDefault() is { } input)
            throw new ArgumentException($"The objective has the input '{input.Name}', which nobody gives here; put the data in as constants (Tensor.From).", nameof(objective));
        foreach (Parameter parameter in parameters)
        {
            if (parameter.Type is not (DType.Float32 or DType.Float64)) throw new ArgumentException($"The parameter '{parameter.Name}' is {parameter.Type.Name()}; only float32 and float64 can be changed by a little.", nameof(parameters));
            if (!leaves.Contains(parameter, ReferenceEqualityComparer.Instance)) throw new ArgumentException($"The objective does not depend on the parameter '{parameter.Name}'; take it out.", nameof(parameters));
        }

        _parameters = parameters;
        Length = checked((int)parameters.Sum(parameter => parameter.Count));
    }

    public int Length { get; }

    public double[] Get()
    {
        var values = new double[Length];
        int at = 0;
        foreach (Parameter parameter in _parameters)
        {
            if (parameter.Type == DType.Float64) parameter.Values<double>().CopyTo(values.AsSpan(at));
            else foreach ((float value, int i) in parameter.Values<float>().ToArray().Select((value, i) => (value, i))) values[at + i] = value;
            at += (int)parameter.Count;
        }

        return values;
    }

    /// <summary>Sets the parameters, and rounds the vector to what they can hold.</summary>
    public void Set(double[] values)
    {
        int at = 0;
        foreach (Parameter parameter in _parameters)
        {
            int count = (int)parameter.Count;
            if (parameter.Type == DType.Float64)
            {
                parameter.Set<double>(values.AsSpan(at, count));
            }
            else
            {
                float[] rounded = [.. values.AsSpan(at, count).ToArray().Select(value => (float)value)];
                parameter.Set<float>(rounded);
                for (int i = 0; i < count; i++) values[at + i] = rounded[i];
            }

            at += count;
        }
    }
}
