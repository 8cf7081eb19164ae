using System.Collections;

namespace Glissade;

/// <summary>The extents of a tensor's axes, outermost first. A scalar has no axes. Immutable; equal by value.</summary>
public sealed class Shape : IEquatable<Shape>, IReadOnlyList<int>
{
    /// <summary>The shape of a scalar: no axes, one element.</summary>
    public static readonly Shape Scalar = new();

    private readonly int[] _extents;

    /// <summary>A shape with these extents; zero is allowed and means no elements.</summary>
    /// <exception cref="ShapeException">An extent is negative.</exception>
    public Shape(params ReadOnlySpan<int> extents)
    {
        long count = 1;
        foreach (int extent in extents)
        {
            if (extent < 0) throw new ShapeException($"A shape cannot have the negative extent {extent}.");
            // In bytes as well a count must fit 63 bits.
            if (extent > 0 && count > (long.MaxValue >> 4) / extent)
                throw new ShapeException($"The shape [{string.Join(", ", extents.ToArray())}] has more elements than can be counted.");
            count *= extent;
        }

        _extents = extents.ToArray();
        Count = count;
    }

    /// <summary>The number of axes.</summary>
    public int Rank => _extents.Length;

    /// <summary>The number of elements: the product of the extents.</summary>
    public long Count { get; }

    int IReadOnlyCollection<int>.Count => Rank;

    /// <summary>The extent of an axis, counted from the front (0, 1, …) or from the back (−1, −2, …).</summary>
    public int this[int axis] => _extents[Axis(axis)];

    /// <summary>The extents, outermost first.</summary>
    public ReadOnlySpan<int> Extents => _extents;

    /// <summary>An axis counted from either end, as its distance from the front.</summary>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public int Axis(int axis)
    {
        int front = axis < 0 ? axis + Rank : axis;
        if (front < 0 || front >= Rank)
            throw new ShapeException($"There is no axis {axis} in {this}; axes go from {-Rank} to {Rank - 1}.");
        return front;
    }

    /// <summary>Row-major strides in elements: the distance between neighbours along each axis of a contiguous tensor.</summary>
    public long[] Strides()
    {
        var strides = new long[Rank];
        long stride = 1;
        for (int axis = Rank - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= _extents[axis];
        }

        return strides;
    }

    /// <summary>The shape that both broadcast to by NumPy's rule: axes aligned at the back, equal or 1.</summary>
    /// <exception cref="ShapeException">An axis differs and neither side is 1; the message names both shapes.</exception>
    public static Shape Broadcast(Shape a, Shape b)
    {
        if (a.Equals(b)) return a;
        var extents = new int[Math.Max(a.Rank, b.Rank)];
        for (int back = 1; back <= extents.Length; back++)
        {
            int x = back <= a.Rank ? a[-back] : 1, y = back <= b.Rank ? b[-back] : 1;
            if (x != y && x != 1 && y != 1)
                throw new ShapeException($"Shapes {a} and {b} do not broadcast: axis {-back} has {x} against {y}. Extents must be equal or 1.");
            extents[^back] = x == 1 ? y : x;
        }

        return new Shape(extents);
    }

    /// <summary>This shape with one axis replaced by another extent.</summary>
    public Shape With(int axis, int extent)
    {
        int[] extents = [.. _extents];
        extents[Axis(axis)] = extent;
        return new Shape(extents);
    }

    /// <summary>This shape without one axis.</summary>
    public Shape Without(int axis)
    {
        int removed = Axis(axis);
        return new Shape([.. _extents.Where((_, i) => i != removed)]);
    }

    /// <inheritdoc/>
    public bool Equals(Shape? other) => other is not null && _extents.AsSpan().SequenceEqual(other._extents);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Shape);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (int extent in _extents) hash.Add(extent);
        return hash.ToHashCode();
    }

    /// <summary>As a person writes it: <c>[64, 10]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", _extents)}]";

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)_extents).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Shapes, types or axes that do not fit together. The message says what was got, what was expected and what would work.</summary>
public sealed class ShapeException(string message) : ArgumentException(message);
