using System.Numerics;

namespace Glissade;

/// <summary>The values of all examples for one input of a network, in one block of memory, in the type they came in: bytes stay bytes until a plan casts them.</summary>
internal abstract class DataColumn
{
    private protected DataColumn(Shape example, DType type, int count) => (Example, Type, Count) = (example, type, count);

    /// <summary>The shape of one example.</summary>
    public Shape Example { get; }

    public DType Type { get; }

    /// <summary>How many examples.</summary>
    public int Count { get; }

    /// <summary>How many numbers an example has.</summary>
    public int Width => checked((int)Example.Count);

    /// <summary>An input for batches of this size.</summary>
    public Input Input(string name, int batch) => new(name, new Shape([batch, .. Example]), Type);

    /// <summary>Fills an input with chosen examples, again and again, without allocating.</summary>
    public abstract DataFeed Feed(Input input);

    /// <summary>Some of the examples.</summary>
    public abstract DataColumn Take(ReadOnlySpan<int> examples);

    /// <summary>The examples' numbers as float64, one after the other.</summary>
    public abstract double Number(int example, int index);

    /// <summary>Of bytes their sum and that of their squares, over all examples; null for other types.</summary>
    public virtual (ulong Sum, ulong Squares)? ByteSums() => null;

    /// <summary>Where the first NaN or infinity stands, as (example, index); null if all are finite.</summary>
    public abstract (int Example, int Index)? FirstNotFinite();
}

/// <summary>Copies chosen examples into one input of one workspace.</summary>
internal abstract class DataFeed
{
    public abstract void Set(Workspace workspace, ReadOnlySpan<int> examples);
}

/// <inheritdoc/>
internal sealed class DataColumn<T> : DataColumn where T : unmanaged, INumber<T>
{
    private readonly T[] _values;

    public DataColumn(T[] values, Shape example) : base(example, DTypes.Of<T>(), checked((int)(values.Length / Math.Max(example.Count, 1))))
    {
        if (example.Count == 0) throw new ShapeException($"An example of shape {example} has no numbers.");
        if (values.Length % example.Count != 0)
            throw new ShapeException($"{values.Length} numbers are no whole number of examples of shape {example} ({example.Count} numbers each).");
        _values = values;
    }

    public ReadOnlySpan<T> Values => _values;

    public override DataFeed Feed(Input input) => new Copier(this, input);

    public override DataColumn Take(ReadOnlySpan<int> examples)
    {
        var taken = new T[(long)examples.Length * Width];
        Copy(examples, taken);
        return new DataColumn<T>(taken, Example);
    }

    public override double Number(int example, int index) => double.CreateChecked(_values[(long)example * Width + index]);

    public override (int Example, int Index)? FirstNotFinite()
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double)) return null;
        for (int i = 0; i < _values.Length; i++)
            if (!T.IsFinite(_values[i])) return (i / Width, i % Width);
        return null;
    }

    public override (ulong Sum, ulong Squares)? ByteSums() => _values is byte[] bytes && typeof(T) == typeof(byte) ? Scaling.Sums(bytes) : null;

    private void Copy(ReadOnlySpan<int> examples, Span<T> target)
    {
        int width = Width;
        if (width == 1)
        {
            for (int i = 0; i < examples.Length; i++) target[i] = _values[examples[i]];
            return;
        }

        for (int i = 0; i < examples.Length; i++) _values.AsSpan(checked(examples[i] * width), width).CopyTo(target.Slice(i * width, width));
    }

    private sealed class Copier(DataColumn<T> column, Input input) : DataFeed
    {
        private readonly T[] _staging = new T[checked((int)input.Count)];

        public override void Set(Workspace workspace, ReadOnlySpan<int> examples)
        {
            column.Copy(examples, _staging);
            workspace.Set<T>(input, _staging);
        }
    }
}
