namespace Glissade.Compiler;

/// <summary>
/// How a shape lies over the domain of a loop, or over what is left of it without its reduced axis: both count the same elements in the same order. An axis of the shape is one axis of the domain, or
/// several; only an axis of the domain that stays whole may be made of several of the shape.
/// </summary>
internal sealed class Fit(LoopUnit unit, Shape shape, bool reduced)
{
    private Shape Domain => reduced ? unit.Domain.Without(unit.ReducedAxis) : unit.Domain;

    /// <summary>Whether no axis of the domain is made of several of the shape.</summary>
    public bool IsFine => Bounds(shape).All(Bounds(Domain).Contains);

    /// <summary>Where the elements counted from the right begin anew along some axis: the products of the last extents, those between 1 and all elements.</summary>
    public static IEnumerable<long> Bounds(Shape shape)
    {
        long bound = 1;
        for (int axis = shape.Rank - 1; axis >= 0; axis--)
        {
            bound *= shape[axis];
            if (shape[axis] != 1 && bound < shape.Count) yield return bound;
        }
    }

    /// <summary>Strides over the axes of the shape as strides over the axes of the domain; null if they do not run on within an axis that stays whole.</summary>
    public long[]? Over(long[] strides)
    {
        Shape domain = Domain;
        if (View.Regrouped(shape, domain, strides) is not { } over) return null;
        for (int d = 0; d < over.Length; d++)
            if (domain[d] == 1) over[d] = 0;
        return reduced ? [.. over[..unit.ReducedAxis], 0, .. over[unit.ReducedAxis..]] : over;
    }

    /// <summary>The axes of the domain, first and last, that are one axis of the shape, which must have more than one element; null if it is a part of one that stays whole.</summary>
    public (int First, int Last)? AxesOf(int axis)
    {
        long inner = 1;
        for (int i = axis + 1; i < shape.Rank; i++) inner *= shape[i];
        long outer = inner * shape[axis], bound = 1, covered = 1;
        (int first, int last) = (-1, -1);
        for (int d = unit.Domain.Rank - 1; d >= 0; d--)
        {
            long next = bound * unit.Domain[d];
            if (unit.Domain[d] != 1 && bound >= inner && next <= outer)
            {
                (first, last) = (d, last < 0 ? d : last);
                covered *= unit.Domain[d];
            }

            bound = next;
        }

        return covered == shape[axis] && first >= 0 ? (first, last) : null;
    }
}
