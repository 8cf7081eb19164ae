namespace Glissade;

/// <summary>
/// Several columns of categories, each with a table of its own; the rows found there are put one behind the other: [examples, columns] → [examples, Σ widths]. Numbers count from 0; one that is not whole, or that its column
/// does not have, ends the run with an error. Each table is an <see cref="Embedding"/>.
/// </summary>
public sealed class CategoryEmbedding : Layer
{
    private readonly Embedding[] _columns;
    private readonly int[] _widths;

    /// <summary>Tables for so many columns.</summary>
    /// <param name="cardinalities">How many categories each column has; 1 or more each.</param>
    /// <param name="widths">How many numbers stand for a category: one for each column, or one for all.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentException">There is no column, a number is below 1, or there are neither one width nor as many as columns.</exception>
    public CategoryEmbedding(ReadOnlySpan<int> cardinalities, ReadOnlySpan<int> widths, DType type = DType.Float32)
    {
        if (cardinalities.IsEmpty) throw new ArgumentException("There are no columns; give each column's number of categories.");
        if (widths.Length != 1 && widths.Length != cardinalities.Length) throw new ArgumentException($"{widths.Length} widths do not fit {cardinalities.Length} columns; give one for each, or one for all.");
        _widths = widths.ToArray();
        _columns = new Embedding[cardinalities.Length];
        long numbers = 0;
        for (int i = 0; i < _columns.Length; i++)
        {
            int width = widths[widths.Length == 1 ? 0 : i];
            numbers += (long)cardinalities[i] * width;
            if (numbers > ReadContext.MostNumbers) throw new ArgumentException($"The tables have more numbers than {ReadContext.MostNumbers}.");
            _columns[i] = AddLayer($"column{i + 1}", new Embedding(cardinalities[i], width, type: type));
        }
    }

    /// <summary>How many categories each column has.</summary>
    public IReadOnlyList<int> Cardinalities => [.. _columns.Select(column => column.Weight.Shape[0])];

    /// <inheritdoc/>
    public override string Formula => "[W₁[x₁], W₂[x₂], …]";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank < 2 || x.Shape[-1] != _columns.Length)
            throw new ShapeException($"it takes {_columns.Length} categories in the last axis of [examples, …, {_columns.Length}]; {(x.Rank < 2 ? "put a Reshape before it" : $"give it as many cardinalities as there are columns, {x.Shape[-1]}")}.");
        return Tensor.Concatenate(x.Rank - 1, [.. _columns.Select((column, i) => column.Apply(x.Narrow(-1, i, 1).Squeeze(-1), pass, $"column{i + 1}"))]);
    }

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new CategoryEmbedding([.. arguments.Extents("cardinalities", Cardinalities)], [.. arguments.Extents("widths", _widths)], arguments.Float("dtype", _columns[0].Weight.Type));
    }

    /// <inheritdoc/>
    public override string ToString() => $"CategoryEmbedding([{string.Join(", ", Cardinalities)}], [{string.Join(", ", _widths)}])";
}
