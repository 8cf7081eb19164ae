namespace Glissade;

/// <summary>Several layers that all take the same input; what they give is put together along an axis, or added.</summary>
public sealed class ParallelLayers : Layer
{
    private readonly bool _add;
    private readonly int _axis;

    /// <summary>These branches, put together along an axis.</summary>
    /// <param name="axis">Where they are put together: 1, the channels or the numbers of a row, unless said otherwise; the first is the example and cannot be it.</param>
    /// <param name="branches">The layers.</param>
    /// <exception cref="ArgumentException">There is no branch, or the axis is the examples'.</exception>
    public ParallelLayers(int axis, params ReadOnlySpan<Layer> branches) : this(false, axis, branches)
    {
    }

    private ParallelLayers(bool add, int axis, ReadOnlySpan<Layer> branches)
    {
        if (branches.Length == 0) throw new ArgumentException("Parallel layers need at least one branch.");
        if (axis == 0) throw new ArgumentOutOfRangeException(nameof(axis), axis, "Axis 0 is the examples; branches are put together along another.");
        (_add, _axis) = (add, axis);
        foreach (Layer branch in branches) AddLayer($"branch{Layers.Count + 1}", branch);
    }

    /// <summary>These branches, added.</summary>
    /// <exception cref="ArgumentException">There is no branch.</exception>
    public static ParallelLayers Sum(params ReadOnlySpan<Layer> branches) => new(true, 1, branches);

    /// <inheritdoc/>
    public override string Formula => _add ? "f₁(x) + f₂(x)" : "[f₁(x), f₂(x)]";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass)
    {
        Tensor[] given = [.. Layers.Select(branch => branch.Layer.Apply(x, pass, branch.Name))];
        int axis = _add ? 0 : given[0].Shape.Axis(_axis);
        if (!_add && axis == 0) throw new ShapeException("axis 0 is the examples; branches are put together along another.");
        foreach (Tensor other in given)
        {
            if (other.Rank != given[0].Rank || !(_add ? other.Shape : other.Shape.With(axis, 1)).Equals(_add ? given[0].Shape : given[0].Shape.With(axis, 1)))
                throw new ShapeException($"its branches give {string.Join(" and ", given.Select(branch => branch.Shape))}, which {(_add ? "cannot be added element by element" : $"differ in more than axis {axis}")}.");
        }

        return _add ? given.Aggregate((sum, next) => sum + next) : Tensor.Concatenate(axis, given);
    }

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        IReadOnlyList<Layer> branches = arguments.Branches("branches", [.. Layers.Select(child => child.Layer)]);
        bool add = arguments.Choice("combine", _add ? "add" : "concatenate", "concatenate", "add") == "add";
        return new ParallelLayers(add, arguments.Integer("axis", _axis), [.. branches]);
    }

    /// <inheritdoc/>
    public override string ToString() => $"ParallelLayers({string.Join(", ", Layers.Select(child => child.Layer))}{(_add ? "; added" : "")})";
}
