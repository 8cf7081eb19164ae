namespace Glissade;

/// <summary>
/// One way to write a digit: strokes through points, in a box of x from -0.6 to 0.6 and y from -1 (top) to 1. Strokes that name the same point share it, so that they stay joined when points wobble.
/// </summary>
internal sealed class Glyph
{
    private Glyph(int digit, int weight, (double X, double Y)[] points, Stroke[] strokes)
    {
        Digit = digit;
        Weight = weight;
        Points = points;
        Strokes = strokes;
    }

    /// <summary>A smooth line through points.</summary>
    /// <param name="Points">Which points of the glyph, in order.</param>
    /// <param name="Closed">Whether it goes on from the last to the first.</param>
    public sealed record Stroke(int[] Points, bool Closed);

    public int Digit { get; }

    /// <summary>How often it is chosen among those of its digit.</summary>
    public int Weight { get; }

    public (double X, double Y)[] Points { get; }

    public Stroke[] Strokes { get; }

    /// <summary>How the digits are written, in the order of digits. A stroke that starts and ends at the same point is closed.</summary>
    public static Glyph[][] All { get; } = [.. Written().GroupBy(glyph => glyph.Digit).OrderBy(group => group.Key).Select(group => group.ToArray())];

    private static IEnumerable<Glyph> Written()
    {
        yield return Of(0, 3, [0, -1, -.38, -.78, -.55, 0, -.38, .78, 0, 1, .38, .78, .55, 0, .38, -.78, 0, -1]);
        yield return Of(0, 1, [.15, -1, -.35, -.8, -.55, -.05, -.4, .7, 0, 1, .4, .7, .52, 0, .35, -.75, -.1, -.95]);

        yield return Of(1, 3, [.05, -1, .02, 0, 0, 1]);
        yield return Of(1, 2, [-.32, -.6, .05, -1], [.05, -1, .05, 1]);
        yield return Of(1, 1, [-.32, -.6, .05, -1], [.05, -1, .05, 1], [-.38, 1, .42, .98]);

        yield return Of(2, 3, [-.5, -.6, -.25, -.95, .2, -.97, .46, -.6, .3, -.12, -.12, .42, -.52, .95], [-.52, .95, .02, .92, .56, .93]);
        yield return Of(2, 2, [-.48, -.6, -.1, -1, .38, -.7, .28, -.1, -.12, .55, -.42, .9, -.55, .65, -.25, .62, .1, .92, .56, .85]);

        yield return Of(3, 3, [-.45, -.75, -.02, -1, .4, -.68, .3, -.25, -.12, -.06], [-.12, -.06, .35, .1, .5, .5, .2, .93, -.22, .96, -.52, .68]);
        yield return Of(3, 1, [-.45, -.95, .42, -.95], [.42, -.95, -.05, -.18], [-.05, -.18, .4, .02, .5, .5, .14, .95, -.5, .78]);

        yield return Of(4, 3, [-.35, -.95, -.5, .15], [-.5, .15, .02, .12, .55, .12], [.3, -.8, .25, 1]);
        yield return Of(4, 2, [.22, -1, -.56, .3], [-.56, .3, .56, .28], [.22, -1, .22, 1]);

        yield return Of(5, 3, [.5, -.95, -.32, -.92], [-.32, -.92, -.42, -.15], [-.42, -.15, .05, -.28, .48, .08, .42, .68, -.02, 1, -.5, .78]);
        yield return Of(5, 1, [.52, -.88, .1, -.98, -.32, -.88, -.4, -.5, -.12, -.22, .38, .06, .44, .6, .05, .98, -.5, .82]);

        yield return Of(6, 3, [.35, -.97, -.12, -.62, -.45, .1, -.42, .72, -.02, 1, .4, .76, .42, .28, .06, .02, -.3, .18, -.45, .45]);
        yield return Of(6, 1, [.02, -1, -.35, -.35, -.46, .4, -.2, .93, .2, .97, .45, .6, .25, .18, -.15, .2, -.43, .55]);

        yield return Of(7, 3, [-.5, -.9, 0, -.93, .5, -.95], [.5, -.95, .12, 0, -.12, 1]);
        yield return Of(7, 1, [-.5, -.65, -.48, -.92], [-.48, -.92, .5, -.92], [.5, -.92, .15, 0, 0, 1]);
        yield return Of(7, 2, [-.5, -.9, 0, -.93, .5, -.95], [.5, -.95, .12, 0, -.12, 1], [-.25, .06, .4, .02]);

        yield return Of(8, 3, [.36, -.75, 0, -1, -.36, -.75, -.3, -.35, 0, -.05, .4, .36, .4, .8, 0, 1, -.4, .8, -.4, .36, 0, -.05, .3, -.35, .36, -.75]);
        yield return Of(8, 1, [0, -1, -.36, -.55, 0, -.08, .36, -.55, 0, -1], [0, -.08, -.44, .45, 0, 1, .44, .45, 0, -.08]);

        yield return Of(9, 3, [.4, -.55, .08, -.98, -.35, -.8, -.42, -.4, -.05, -.1, .32, -.3, .4, -.55], [.4, -.55, .36, .2, .28, 1]);
        yield return Of(9, 2, [.42, -.6, .1, -1, -.33, -.82, -.42, -.42, -.05, -.12, .33, -.3, .42, -.6], [.42, -.6, .44, .25, .18, .85, -.38, .92]);
    }

    private static Glyph Of(int digit, int weight, params double[][] strokes)
    {
        var points = new List<(double, double)>();
        var lines = new List<Stroke>();
        foreach (double[] stroke in strokes)
        {
            var indices = new List<int>();
            for (int i = 0; i < stroke.Length; i += 2)
            {
                (double, double) point = (stroke[i], stroke[i + 1]);
                int index = points.IndexOf(point);
                if (index < 0)
                {
                    index = points.Count;
                    points.Add(point);
                }

                indices.Add(index);
            }

            bool closed = indices.Count > 2 && indices[0] == indices[^1];
            if (closed) indices.RemoveAt(indices.Count - 1);
            lines.Add(new Stroke([.. indices], closed));
        }

        return new Glyph(digit, weight, [.. points], [.. lines]);
    }
}
