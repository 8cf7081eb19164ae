using System.Collections;
using System.Runtime.CompilerServices;

namespace Glissade;

/// <summary>
/// A whole number for every spatial axis of a sequence, picture or volume, such as a kernel's extents: <c>3</c> for all axes alike, or <c>[3, 5]</c>. Of a normalization: the extents of the last
/// axes, which it looks at together.
/// </summary>
[CollectionBuilder(typeof(PerAxis), nameof(Of))]
public sealed class PerAxis : IReadOnlyList<int>, IEquatable<PerAxis>
{
    private readonly int[] _numbers;

    private PerAxis(int[] numbers) => _numbers = numbers;

    /// <summary>Numbers that the layer works out: padding that makes a convolution of stride 1 give as many numbers as it takes, the stride of a pooling that is its kernel.</summary>
    public static PerAxis Automatic { get; } = new([]);

    /// <summary>How many numbers were given: one a spatial axis, or one for all.</summary>
    public int Count => _numbers.Length;

    /// <inheritdoc/>
    public int this[int index] => _numbers[index];

    /// <summary>These numbers, outermost axis first.</summary>
    public static PerAxis Of(ReadOnlySpan<int> numbers) => numbers.IsEmpty ? Automatic : new(numbers.ToArray());

    /// <summary>One number for all axes.</summary>
    public static implicit operator PerAxis(int number) => new([number]);

    /// <summary>One number for every axis.</summary>
    /// <param name="axes">How many spatial axes there are.</param>
    /// <param name="what">What the numbers are, for messages.</param>
    /// <exception cref="ShapeException">There are neither one nor as many.</exception>
    internal int[] Over(int axes, string what) => _numbers.Length == 1 ? [.. Enumerable.Repeat(_numbers[0], axes)] : _numbers.Length == axes ? _numbers
        : throw new ShapeException($"its {what} {this} needs one number, or {axes}: one for every spatial axis of [examples, channels, …].");

    /// <summary>Refuses numbers below a least one.</summary>
    internal PerAxis AtLeast(int least, string what) => _numbers.All(number => number >= least) ? this
        : throw new ArgumentOutOfRangeException(what, ToString(), $"The {what} must be {least} or more along every axis.");

    /// <inheritdoc/>
    public bool Equals(PerAxis? other) => other is not null && _numbers.AsSpan().SequenceEqual(other._numbers);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PerAxis);

    /// <inheritdoc/>
    public override int GetHashCode() => _numbers.Aggregate(17, HashCode.Combine);

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)_numbers).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>As one writes it: <c>3</c>, <c>[3, 5]</c>, <c>automatic</c>.</summary>
    public override string ToString() => _numbers.Length switch
    {
        0 => "automatic",
        1 => $"{_numbers[0]}",
        _ => $"[{string.Join(", ", _numbers)}]",
    };
}
