namespace Glissade.Cli;

/// <summary>A curve of a chart.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="Ink">Its colour.</param>
/// <param name="Letter">What it is drawn with where there is only ASCII.</param>
/// <param name="Every">Of so many dots along the curve one is drawn: what tells curves apart without colour.</param>
/// <param name="Points">Its values by x, from left to right; NaN for none.</param>
internal sealed record Curve(string Name, Ink Ink, char Letter, int Every, IReadOnlyList<(double X, double Y)> Points);

/// <summary>Curves drawn with the dots of Braille letters, two across and four down in each cell, or with letters where there is only ASCII.</summary>
internal static class Chart
{
    private const int MostLogarithmic = 20;

    /// <summary>The chart in exactly <paramref name="height"/> + 1 lines, none wider than <paramref name="width"/>: curves over the axis, its ends below.</summary>
    public static IReadOnlyList<Line> Lines(IReadOnlyList<Curve> curves, int width, int height, bool unicode, string axis)
    {
        double[] values = [.. curves.SelectMany(curve => curve.Points).Select(point => point.Y).Where(double.IsFinite)];
        double[] places = [.. curves.SelectMany(curve => curve.Points).Select(point => point.X)];
        if (values.Length == 0 || height < 2) return [];
        double low = values.Min(), high = values.Max();
        bool logarithmic = low > 0 && high / low > MostLogarithmic;
        if (high - low <= Math.Abs(high) * 1e-9) (low, high) = (low - Math.Max(Math.Abs(low) * 0.1, 1e-9), high + Math.Max(Math.Abs(high) * 0.1, 1e-9));

        string[] labels = [.. Enumerable.Range(0, height).Select(row => row == 0 || row == height - 1 || (height >= 7 && row == height / 2) ? Figures.Short(At(row, height)) : "")];
        int margin = labels.Max(label => label.Length);
        int columns = width - margin - 2;
        if (columns < 4) return [];
        (double first, double last) = (places.Min(), Math.Max(places.Max(), places.Min() + 1));
        (int across, int down) = unicode ? (2, 4) : (1, 1);
        var cells = new (char Letter, Ink Ink)[height, columns];
        foreach (Curve curve in curves) Draw(curve);

        var lines = new List<Line>();
        for (int row = 0; row < height; row++)
        {
            Line line = new Line(Cells.Right(labels[row], margin), Ink.Faint).Add(unicode ? labels[row].Length > 0 ? " ┤" : " │" : labels[row].Length > 0 ? " +" : " |", Ink.Faint);
            for (int start = 0; start < columns;)
            {
                int end = start + 1;
                while (end < columns && cells[row, end].Ink == cells[row, start].Ink) end++;
                line.Add(string.Concat(Enumerable.Range(start, end - start).Select(column => cells[row, column].Letter == 0 ? ' ' : cells[row, column].Letter)), cells[row, start].Ink);
                start = end;
            }

            lines.Add(line);
        }

        string left = Figures.Short(first).Split('.')[0], right = Figures.Count(last) + (logarithmic ? $" {axis}, loss on a logarithmic scale" : $" {axis}");
        if (left.Length + 1 + right.Length > columns) right = Figures.Count(last);
        lines.Add(new Line(new string(' ', margin + 2) + left + new string(' ', Math.Max(1, columns - left.Length - right.Length)) + right, Ink.Faint));
        return lines;

        double At(int row, int rows) => logarithmic ? low * Math.Pow(high / low, 1 - row / (rows - 1.0)) : high - (high - low) * row / (rows - 1.0);

        int Row(double y) => (int)Math.Round((logarithmic ? Math.Log(high / y) / Math.Log(high / low) : (high - y) / (high - low)) * (height * down - 1));

        int Column(double x) => (int)Math.Round((x - first) / (last - first) * (columns * across - 1));

        void Draw(Curve curve)
        {
            (int X, int Y)? before = null;
            foreach ((double x, double y) in curve.Points)
            {
                if (!double.IsFinite(y))
                {
                    before = null;
                    continue;
                }

                (int X, int Y) here = (Column(x), Math.Clamp(Row(y), 0, height * down - 1));
                (int X, int Y) from = before ?? here;
                int steps = Math.Max(1, Math.Max(Math.Abs(here.X - from.X), Math.Abs(here.Y - from.Y)));
                for (int step = 0; step <= steps; step++)
                {
                    int across1 = from.X + (here.X - from.X) * step / steps, down1 = from.Y + (here.Y - from.Y) * step / steps;
                    if (curve.Every <= 1 || curve.Points.Count == 1 || across1 / across % curve.Every == 0) Dot(across1, down1, curve);
                }

                before = here;
            }
        }

        void Dot(int x, int y, Curve curve)
        {
            ref (char Letter, Ink Ink) cell = ref cells[y / down, x / across];
            if (!unicode)
            {
                cell = (curve.Letter, curve.Ink);
                return;
            }

            // The dots of a Braille letter are numbered 1 2 3 down the left, 4 5 6 down the right, 7 and 8 below.
            int bit = (x % 2, y % 4) switch { (0, 3) => 0x40, (1, 3) => 0x80, (0, var row) => 1 << row, (_, var row) => 8 << row };
            cell = ((char)((cell.Letter == 0 ? 0x2800 : cell.Letter) | bit), curve.Ink);
        }
    }

    /// <summary>The names of the curves with a sample of each.</summary>
    public static Line Legend(IReadOnlyList<Curve> curves, bool unicode)
    {
        var line = new Line();
        foreach (Curve curve in curves)
        {
            string sample = unicode ? string.Concat(Enumerable.Range(0, 4).Select(i => curve.Every <= 1 || i % curve.Every == 0 ? '⠒' : ' ')) : new string(curve.Letter, 2);
            line.Add(line.Pieces.Count > 0 ? "   " : "").Add(sample, curve.Ink).Add(" " + curve.Name);
        }

        return line;
    }
}
