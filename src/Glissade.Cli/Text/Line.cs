namespace Glissade.Cli;

/// <summary>What a piece of text is, for whoever gives it a colour.</summary>
internal enum Ink
{
    Plain,
    Faint,
    Strong,
    Training,
    Validation,
    Baseline,
    Good,
    Bad,
}

/// <summary>One line of a screen: pieces of text with their ink.</summary>
internal sealed class Line
{
    private readonly List<(string Text, Ink Ink)> _pieces = [];

    public Line()
    {
    }

    public Line(string text, Ink ink = Ink.Plain) => Add(text, ink);

    public IReadOnlyList<(string Text, Ink Ink)> Pieces => _pieces;

    public int Width => _pieces.Sum(piece => Cells.Width(piece.Text));

    public Line Add(string text, Ink ink = Ink.Plain)
    {
        if (text.Length > 0) _pieces.Add((text, ink));
        return this;
    }

    /// <summary>The line cut to a width.</summary>
    public Line Cut(int width, bool unicode)
    {
        if (Width <= width) return this;
        var cut = new Line();
        int left = width;
        foreach ((string text, Ink ink) in _pieces)
        {
            int taken = Cells.Width(text);
            bool last = taken >= left;
            cut.Add(last && left > 0 ? Cells.Cut(text + " ", left, unicode) : last ? "" : text, ink);
            left -= taken;
            if (last) break;
        }

        return cut;
    }

    public override string ToString() => string.Concat(_pieces.Select(piece => piece.Text)).TrimEnd();
}
