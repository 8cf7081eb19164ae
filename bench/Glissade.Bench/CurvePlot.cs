using System.Globalization;
using System.Text;

namespace Glissade.Bench;

/// <summary>A curve as a picture: time over size, both logarithmic, and dashed what would be in proportion to the work.</summary>
internal static class CurvePlot
{
    private const double Left = 70, Right = 620, Top = 36, Bottom = 330;

    public static string Svg(Curve curve, IReadOnlyList<CurvePoint> points)
    {
        // In proportion to the work, from the point that does it cheapest: every other one lies above.
        double best = points.Min(point => point.PerUnit);
        double[] sizes = [.. points.Select(point => Math.Log10(point.Size))], times = [.. points.Select(point => Math.Log10(point.Seconds))];
        double[] least = [.. points.Select(point => Math.Log10(best * point.Work))];
        double lowest = Math.Floor(times.Concat(least).Min()), highest = Math.Ceiling(times.Concat(least).Max());
        double X(double size) => Left + (Right - Left) * (size - sizes[0]) / (sizes[^1] - sizes[0]);
        double Y(double time) => Bottom - (Bottom - Top) * (time - lowest) / (highest - lowest);

        var svg = new StringBuilder();
        svg.AppendLine("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 380\" font-family=\"sans-serif\" font-size=\"12\">");
        svg.AppendLine("<rect width=\"640\" height=\"380\" fill=\"white\"/>");
        Text(svg, 16, 20, "start", curve.Title);
        for (double decade = lowest; decade <= highest; decade++)
        {
            Line(svg, Left, Y(decade), Right, Y(decade));
            Text(svg, Left - 6, Y(decade) + 4, "end", Decade(decade));
        }

        for (double decade = Math.Ceiling(sizes[0]); decade <= sizes[^1]; decade++)
        {
            Line(svg, X(decade), Top, X(decade), Bottom);
            Text(svg, X(decade), Bottom + 18, "middle", Math.Pow(10, decade).ToString("#,0", CultureInfo.InvariantCulture));
        }

        Text(svg, (Left + Right) / 2, Bottom + 38, "middle", curve.Axis);
        svg.AppendLine($"<polyline fill=\"none\" stroke=\"#999\" stroke-dasharray=\"5 4\" points=\"{Path(sizes, least, X, Y)}\"/>");
        svg.AppendLine($"<polyline fill=\"none\" stroke=\"#0b6\" stroke-width=\"2\" points=\"{Path(sizes, times, X, Y)}\"/>");
        for (int i = 0; i < points.Count; i++)
            svg.AppendLine(CultureInfo.InvariantCulture, $"<circle cx=\"{X(sizes[i]):0.#}\" cy=\"{Y(times[i]):0.#}\" r=\"3\" fill=\"{(curve.Mark(points, i) == Curve.Cliff ? "#c00" : "#0b6")}\"/>");
        return svg.AppendLine("</svg>").ToString().ReplaceLineEndings("\n");
    }

    private static string Path(double[] sizes, double[] times, Func<double, double> x, Func<double, double> y) =>
        string.Join(' ', sizes.Zip(times, (size, time) => string.Create(CultureInfo.InvariantCulture, $"{x(size):0.#},{y(time):0.#}")));

    private static void Line(StringBuilder svg, double x1, double y1, double x2, double y2) =>
        svg.AppendLine(CultureInfo.InvariantCulture, $"<line x1=\"{x1:0.#}\" y1=\"{y1:0.#}\" x2=\"{x2:0.#}\" y2=\"{y2:0.#}\" stroke=\"#ddd\"/>");

    private static void Text(StringBuilder svg, double x, double y, string anchor, string text) =>
        svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\">{text}</text>");

    private static string Decade(double power) => power switch
    {
        >= 0 => $"{Math.Pow(10, power):0} s",
        >= -3 => $"{Math.Pow(10, power + 3):0} ms",
        >= -6 => $"{Math.Pow(10, power + 6):0} µs",
        _ => $"{Math.Pow(10, power + 9):0} ns",
    };
}
