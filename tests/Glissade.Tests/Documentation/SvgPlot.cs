using System.Globalization;
using System.Text;

namespace Glissade.Tests.Documentation;

/// <summary>A curve of a plot.</summary>
/// <param name="Label">What it is, for the legend.</param>
/// <param name="X">Where.</param>
/// <param name="Y">How much; what is not finite leaves a gap.</param>
/// <param name="IsSlope">Dashed, and of the colour of the curve before it; it does not decide how high the plot is.</param>
internal sealed record Curve(string Label, double[] X, double[] Y, bool IsSlope = false);

/// <summary>Curves over one axis as a picture of a few kilobytes, the same bytes on every machine.</summary>
internal static class SvgPlot
{
    private const double Width = 360, Left = 44, Right = 350, Room = 160, LineHeight = 15;

    private static readonly string[] s_colours = ["#06c", "#d60", "#393", "#93c", "#c33"];

    public static string Draw(string title, string axis, IReadOnlyList<Curve> curves)
    {
        double[] across = [.. curves.SelectMany(curve => curve.X)];
        (double least, double most) = (across.Min(), across.Max());
        (double low, double high) = Range(curves);
        List<(Curve Curve, string Ink, string Text, double X, double Y)> legend = Legend(curves);
        double top = legend[^1].Y + 9, bottom = top + Room, height = bottom + 40;
        double X(double x) => Left + (Right - Left) * (x - least) / (most - least);
        double Y(double y) => bottom - (bottom - top) * (y - low) / (high - low);

        var svg = new StringBuilder();
        svg.Append(Invariant($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{height}\" viewBox=\"0 0 {Width} {height}\" font-family=\"sans-serif\" font-size=\"11\">\n"));
        svg.Append(Invariant($"<rect width=\"{Width}\" height=\"{height}\" fill=\"white\"/>\n<clipPath id=\"inside\"><rect x=\"{Left}\" y=\"{top}\" width=\"{Right - Left}\" height=\"{bottom - top}\"/></clipPath>\n"));
        svg.Append(Text(Left, 15, "start", "#000", title).Replace("<text ", "<text font-weight=\"bold\" ", StringComparison.Ordinal));
        foreach (double tick in Ticks(low, high)) svg.Append(Line(Left, Y(tick), Right, Y(tick), tick == 0)).Append(Text(Left - 5, Y(tick) + 4, "end", "#666", Number(tick)));
        foreach (double tick in Ticks(least, most)) svg.Append(Line(X(tick), top, X(tick), bottom, tick == 0)).Append(Text(X(tick), bottom + 14, "middle", "#666", Number(tick)));
        svg.Append(Text((Left + Right) / 2, bottom + 32, "middle", "#666", axis));
        foreach ((Curve curve, string ink, string text, double x, double y) in legend)
        {
            // Far outside a picture a coordinate would be a long number for nothing.
            foreach (string path in Paths(curve, X, value => Math.Clamp(Y(value), top - Room, bottom + Room)))
                svg.Append(Invariant($"<polyline clip-path=\"url(#inside)\" fill=\"none\" stroke=\"{ink}\"{(curve.IsSlope ? " stroke-dasharray=\"4 3\"" : " stroke-width=\"2\"")} points=\"{path}\"/>\n"));
            svg.Append(Text(x, y, "start", ink, text));
        }

        return svg.Append("</svg>\n").ToString();
    }

    // One beside the other, on as many lines as they need; a slope has the colour of its curve.
    private static List<(Curve Curve, string Ink, string Text, double X, double Y)> Legend(IReadOnlyList<Curve> curves)
    {
        const double letter = 6.2;
        var legend = new List<(Curve, string, string, double, double)>();
        (int colour, double x, double y) = (-1, Left, 31);
        foreach (Curve curve in curves)
        {
            if (!curve.IsSlope) colour++;
            string text = curve.IsSlope ? $"- - {curve.Label}" : curve.Label;
            if (x > Left && x + letter * text.Length > Right) (x, y) = (Left, y + LineHeight);
            legend.Add((curve, s_colours[Math.Max(colour, 0) % s_colours.Length], text, x, y));
            x += letter * text.Length + 12;
        }

        return legend;
    }

    // The slopes are shown as far as there is room: at a jump of the curve they are of any size.
    private static (double Low, double High) Range(IReadOnlyList<Curve> curves)
    {
        double[] values = [.. curves.Where(curve => !curve.IsSlope).SelectMany(curve => curve.Y).Where(double.IsFinite)];
        (double low, double high) = (values.Min(), values.Max());
        double room = Math.Max(high - low, 0.5);
        double[] slopes = [.. curves.Where(curve => curve.IsSlope).SelectMany(curve => curve.Y).Where(double.IsFinite).Select(slope => Math.Clamp(slope, low - room, high + room))];
        (low, high) = (Math.Min(low, slopes.DefaultIfEmpty(low).Min()), Math.Max(high, slopes.DefaultIfEmpty(high).Max()));
        double margin = Math.Max((high - low) / 20, 0.05);
        return (low - margin, high + margin);
    }

    private static IEnumerable<string> Paths(Curve curve, Func<double, double> x, Func<double, double> y)
    {
        var points = new List<string>();
        for (int i = 0; i <= curve.X.Length; i++)
        {
            if (i < curve.X.Length && double.IsFinite(curve.Y[i]))
            {
                points.Add($"{Place(x(curve.X[i]))},{Place(y(curve.Y[i]))}");
                continue;
            }

            if (points.Count > 1) yield return string.Join(' ', points);
            points.Clear();
        }
    }

    private static IEnumerable<double> Ticks(double low, double high)
    {
        double power = 1e-6, span = high - low;
        while (power * 10 <= span) power *= 10;
        double step = new[] { power / 5, power / 2, power, power * 2, power * 5 }.First(size => span / size <= 7);
        for (double k = Math.Ceiling(low / step); k * step <= high; k++) yield return Math.Round(k * step, 9) + 0.0;
    }

    private static string Line(double x1, double y1, double x2, double y2, bool isAxis) =>
        $"<line x1=\"{Place(x1)}\" y1=\"{Place(y1)}\" x2=\"{Place(x2)}\" y2=\"{Place(y2)}\" stroke=\"{(isAxis ? "#999" : "#e4e4e4")}\"/>\n";

    private static string Text(double x, double y, string anchor, string ink, string text) =>
        $"<text x=\"{Place(x)}\" y=\"{Place(y)}\" text-anchor=\"{anchor}\" fill=\"{ink}\">{text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)}</text>\n";

    // Adding 0 makes 0 of −0.
    private static string Place(double value) => (Math.Round(value, 1) + 0.0).ToString("0.#", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
