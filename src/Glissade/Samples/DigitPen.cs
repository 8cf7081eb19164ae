namespace Glissade;

/// <summary>Draws one digit after the other. Only exactly rounded arithmetic, so that every machine draws the same; sine and cosine come from the tangent of half the angle.</summary>
internal sealed class DigitPen
{
    private const int Side = Digits.Side;
    private const int Pieces = 5;

    private readonly double[] _distances = new double[Side * Side];
    private readonly (double X, double Y)[] _points = new (double, double)[32];

    /// <summary>Draws picture <paramref name="index"/> of a seed, and returns which digit it is.</summary>
    public byte Draw(ulong seed, int index, Span<byte> pixels)
    {
        var random = new RandomStream(seed, "digits", (ulong)index);
        int digit = random.Below(10);
        Glyph glyph = Choose(Glyph.All[digit], ref random);
        Place(glyph, ref random);

        Array.Fill(_distances, double.MaxValue);
        double radius = random.Between(0.8, 1.75), ink = random.Between(185, 255);
        foreach (Glyph.Stroke stroke in glyph.Strokes) Draw(stroke, radius + 0.65);

        double noise = random.Between(0, 18);
        uint bits = 0;
        for (int i = 0; i < _distances.Length; i++)
        {
            bits = i % 4 == 0 ? random.Next() : bits >> 8;
            double distance = Math.Sqrt(_distances[i]), covered = Math.Clamp((radius + 0.65 - distance) / 1.3, 0, 1);
            double value = covered * ink + noise * ((bits & 255) / 127.5 - 1);
            pixels[i] = (byte)Math.Clamp((int)(value + 0.5), 0, 255);
        }

        return (byte)digit;
    }

    private static Glyph Choose(Glyph[] glyphs, ref RandomStream random)
    {
        int total = 0;
        foreach (Glyph glyph in glyphs) total += glyph.Weight;
        int left = random.Below(total);
        foreach (Glyph glyph in glyphs)
        {
            left -= glyph.Weight;
            if (left < 0) return glyph;
        }

        return glyphs[^1];
    }

    // The glyph's points, wobbling, in pixels: scaled, slanted, turned and shifted.
    private void Place(Glyph glyph, ref RandomStream random)
    {
        double height = random.Between(6.9, 9.5), width = height * random.Between(0.8, 1.18);
        double slant = 0.17 * random.Bell() + 0.08, half = 0.06 * random.Bell();
        double cosine = (1 - half * half) / (1 + half * half), sine = 2 * half / (1 + half * half);
        double right = Side / 2.0 + 1.5 * random.Bell(), down = Side / 2.0 + 1.25 * random.Bell(), wobble = random.Between(0.02, 0.06);
        for (int i = 0; i < glyph.Points.Length; i++)
        {
            double y = glyph.Points[i].Y + wobble * random.Bell(), x = glyph.Points[i].X + wobble * random.Bell() - slant * y;
            _points[i] = (right + width * x * cosine - height * y * sine, down + width * x * sine + height * y * cosine);
        }
    }

    // A Catmull-Rom curve through the points, as short straight pieces.
    private void Draw(Glyph.Stroke stroke, double reach)
    {
        int[] indices = stroke.Points;
        int count = indices.Length, last = stroke.Closed ? count : count - 1;
        (double X, double Y) from = _points[indices[0]];
        for (int i = 0; i < last; i++)
        {
            (double X, double Y) b = At(i), c = At(i + 1), a = At(i - 1), d = At(i + 2);
            int pieces = count == 2 ? 1 : Pieces;
            for (int piece = 1; piece <= pieces; piece++)
            {
                double t = piece / (double)pieces;
                (double X, double Y) to = count == 2 ? c : (Curve(a.X, b.X, c.X, d.X, t), Curve(a.Y, b.Y, c.Y, d.Y, t));
                Piece(from, to, reach);
                from = to;
            }
        }

        (double X, double Y) At(int place) => _points[indices[stroke.Closed ? (place + count) % count : Math.Clamp(place, 0, count - 1)]];
    }

    private static double Curve(double a, double b, double c, double d, double t) =>
        0.5 * (2 * b + t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * b - a - 3 * c + d))));

    // Every pixel within reach learns how near the piece comes to its centre.
    private void Piece((double X, double Y) from, (double X, double Y) to, double reach)
    {
        int left = Math.Max(0, (int)(Math.Min(from.X, to.X) - reach)), right = Math.Min(Side - 1, (int)(Math.Max(from.X, to.X) + reach));
        int top = Math.Max(0, (int)(Math.Min(from.Y, to.Y) - reach)), bottom = Math.Min(Side - 1, (int)(Math.Max(from.Y, to.Y) + reach));
        double alongX = to.X - from.X, alongY = to.Y - from.Y, length = Math.Max(1e-12, alongX * alongX + alongY * alongY);
        for (int row = top; row <= bottom; row++)
        {
            double y = row + 0.5 - from.Y;
            for (int column = left; column <= right; column++)
            {
                double x = column + 0.5 - from.X, t = Math.Clamp((x * alongX + y * alongY) / length, 0, 1);
                double awayX = x - t * alongX, awayY = y - t * alongY, distance = awayX * awayX + awayY * awayY;
                int place = row * Side + column;
                if (distance < _distances[place]) _distances[place] = distance;
            }
        }
    }
}
