using System.Numerics;

namespace Glissade;

public sealed partial class Dataset
{
    /// <summary>From rows of any kind: what to look at, and the number to predict.</summary>
    /// <param name="rows">The rows, each read once.</param>
    /// <param name="features">The numbers to look at, as many for every row.</param>
    /// <param name="target">The number to predict.</param>
    /// <exception cref="GlissadeException">There are no rows, rows differ in width, or a number is NaN or infinite.</exception>
    public static Dataset From<T>(IEnumerable<T> rows, Func<T, float[]> features, Func<T, float> target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return new RowBuilder<T>(features, row => [target(row)]).AddAll(rows).Numbers();
    }

    /// <inheritdoc cref="From{T}(IEnumerable{T}, Func{T, float[]}, Func{T, float})"/>
    public static Dataset From<T>(IEnumerable<T> rows, Func<T, double[]> features, Func<T, double> target)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(target);
        return From(rows, row => ToFloats(features(row)), row => (float)target(row));
    }

    /// <summary>From rows of any kind: what to look at, and several numbers to predict.</summary>
    public static Dataset From<T>(IEnumerable<T> rows, Func<T, float[]> features, Func<T, float[]> targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        return new RowBuilder<T>(features, targets).AddAll(rows).Numbers();
    }

    /// <summary>From rows of any kind: what to look at, and the name of the class, as in <c>flower => flower.Species</c>. Classes are numbered in the order of their names.</summary>
    public static Dataset From<T>(IEnumerable<T> rows, Func<T, float[]> features, Func<T, string> label)
    {
        ArgumentNullException.ThrowIfNull(label);
        var labels = new List<string>();
        var builder = new RowBuilder<T>(features, row => { labels.Add(label(row)); return []; });
        return WithClasses(builder.AddAll(rows).Inputs(), labels);
    }

    /// <inheritdoc cref="From{T}(IEnumerable{T}, Func{T, float[]}, Func{T, string})"/>
    public static Dataset From<T>(IEnumerable<T> rows, Func<T, double[]> features, Func<T, string> label)
    {
        ArgumentNullException.ThrowIfNull(features);
        return From(rows, row => ToFloats(features(row)), label);
    }

    /// <summary>From rows that arrive one by one, as from a database or a network.</summary>
    public static async Task<Dataset> FromAsync<T>(IAsyncEnumerable<T> rows, Func<T, float[]> features, Func<T, float> target, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(target);
        var builder = new RowBuilder<T>(features, row => [target(row)]);
        await foreach (T row in rows.WithCancellation(cancellationToken).ConfigureAwait(false)) builder.Add(row);
        return builder.Numbers();
    }

    /// <summary>From rows that arrive one by one, with the names of their classes.</summary>
    public static async Task<Dataset> FromAsync<T>(IAsyncEnumerable<T> rows, Func<T, float[]> features, Func<T, string> label, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(label);
        var labels = new List<string>();
        var builder = new RowBuilder<T>(features, row => { labels.Add(label(row)); return []; });
        await foreach (T row in rows.WithCancellation(cancellationToken).ConfigureAwait(false)) builder.Add(row);
        return WithClasses(builder.Inputs(), labels);
    }

    /// <summary>From arrays: a row of inputs an example, and the number to predict.</summary>
    public static Dataset From(float[,] inputs, ReadOnlySpan<float> targets)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return From(Flat(inputs), new Shape(inputs.GetLength(1)), targets, new Shape(1));
    }

    /// <summary>From arrays: a row of inputs an example, and its class, from 0.</summary>
    public static Dataset From(float[,] inputs, ReadOnlySpan<int> classes)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return From(Flat(inputs), new Shape(inputs.GetLength(1)), classes, Shape.Scalar);
    }

    /// <summary>
    /// From spans of any number type the engine knows (float, double, int, byte), example after example; they are copied. Class indices are int or byte with the scalar shape; numbers to predict have
    /// the shape [outputs].
    /// </summary>
    /// <param name="inputs">The inputs of all examples, row-major.</param>
    /// <param name="inputShape">The shape of one example's input, such as [28, 28].</param>
    /// <param name="targets">The targets of all examples.</param>
    /// <param name="targetShape">The shape of one example's target; scalar if null for int and byte, [1] for float and double.</param>
    /// <exception cref="ShapeException">The counts do not fit.</exception>
    public static Dataset From<TInput, TTarget>(ReadOnlySpan<TInput> inputs, Shape inputShape, ReadOnlySpan<TTarget> targets, Shape? targetShape = null)
        where TInput : unmanaged, INumber<TInput>
        where TTarget : unmanaged, INumber<TTarget>
    {
        Shape target = targetShape ?? (DTypes.Of<TTarget>().IsFloat() ? new Shape(1) : Shape.Scalar);
        return new Dataset(new DataColumn<TInput>(inputs.ToArray(), inputShape), new DataColumn<TTarget>(targets.ToArray(), target));
    }

    /// <summary>Inputs without targets, to predict.</summary>
    public static Dataset From<TInput>(ReadOnlySpan<TInput> inputs, Shape inputShape) where TInput : unmanaged, INumber<TInput> =>
        new(new DataColumn<TInput>(inputs.ToArray(), inputShape), null);

    /// <summary>Without copying, for arrays that nobody else writes.</summary>
    internal static Dataset Over<TInput, TTarget>(TInput[] inputs, Shape inputShape, TTarget[] targets, Shape targetShape, IReadOnlyList<string>? labels = null)
        where TInput : unmanaged, INumber<TInput>
        where TTarget : unmanaged, INumber<TTarget> =>
        new(new DataColumn<TInput>(inputs, inputShape), new DataColumn<TTarget>(targets, targetShape), null, labels);

    private static Dataset WithClasses(DataColumn inputs, List<string> labels)
    {
        string[] names = [.. labels.Distinct().Order(StringComparer.Ordinal)];
        Dictionary<string, int> numbers = names.Select((name, index) => (name, index)).ToDictionary(pair => pair.name, pair => pair.index, StringComparer.Ordinal);
        return new Dataset(inputs, new DataColumn<int>([.. labels.Select(label => numbers[label])], Shape.Scalar), null, names);
    }

    private static ReadOnlySpan<float> Flat(float[,] values) => System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(
        ref System.Runtime.CompilerServices.Unsafe.As<byte, float>(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference((Array)values)), values.Length);

    private static float[] ToFloats(double[] values) => Array.ConvertAll(values, value => (float)value);

    /// <summary>Collects rows of one width.</summary>
    private sealed class RowBuilder<T>
    {
        private readonly Func<T, float[]> _features, _targets;
        private readonly List<float> _inputs = [], _outputs = [];
        private int _rows, _width, _targetWidth;

        public RowBuilder(Func<T, float[]> features, Func<T, float[]> targets)
        {
            ArgumentNullException.ThrowIfNull(features);
            (_features, _targets) = (features, targets);
        }

        public RowBuilder<T> AddAll(IEnumerable<T> rows)
        {
            ArgumentNullException.ThrowIfNull(rows);
            foreach (T row in rows) Add(row);
            return this;
        }

        public void Add(T row)
        {
            float[] features = _features(row), targets = _targets(row);
            if (_rows == 0) (_width, _targetWidth) = (features.Length, targets.Length);
            if (features.Length != _width || targets.Length != _targetWidth)
            {
                throw new GlissadeException($"row {_rows} has {features.Length} inputs and {targets.Length} targets", $"row {_rows} (from 0)",
                    $"{_width} inputs and {_targetWidth} targets, as in row 0", "give every row as many numbers");
            }

            _inputs.AddRange(features);
            _outputs.AddRange(targets);
            _rows++;
        }

        public Dataset Numbers() => new(Inputs(), new DataColumn<float>([.. _outputs], new Shape(Math.Max(_targetWidth, 1))));

        public DataColumn Inputs()
        {
            if (_rows == 0) throw new GlissadeException("there are no rows", "", "at least one row", "check where the rows come from");
            if (_width == 0) throw new GlissadeException("the rows have no inputs", "row 0", "at least one number to look at", "return the row's numbers from the features function");
            return new DataColumn<float>([.. _inputs], new Shape(_width));
        }
    }
}
