using System.Globalization;

namespace Glissade.Cli;

/// <summary>One example's forward pass, loss, gradients and update, every number: as text, or as one JSON object.</summary>
internal static class ExplainCommand
{
    private const int LeastWidth = 20, MostWidth = 160, WidthWithoutTerminal = 120;

    // Darker where the pixel is brighter: ink on paper.
    private const string Shades = " .:-=+*#%@";

    public static int Run(Invocation invocation, Terminal terminal)
    {
        if (!int.TryParse(invocation["row"] ?? "1", NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int row))
            throw OptionText.Wrong("row", invocation["row"]!, "a whole number: 1 is the first row below the header, or the first picture", "--row 1");
        Explanation explanation = ExampleOnData.Explain(invocation.Argument(0), invocation.Argument(1), row);
        if (invocation.Has("json"))
        {
            terminal.Out.WriteLine(ExplanationJson.Text(explanation));
            return ExitCodes.Done;
        }

        int width = terminal.IsInteractive ? Math.Clamp(terminal.Width(), LeastWidth, MostWidth) : WidthWithoutTerminal;
        foreach (string line in Picture(explanation.Input, width)) terminal.Out.WriteLine(line);
        foreach (string line in ExplanationText.Lines(explanation, width)) terminal.Out.WriteLine(line);
        return ExitCodes.Done;
    }

    /// <summary>A grey picture in letters, a letter for two pixels above each other, since letters are higher than wide; nothing where it is none, or too wide.</summary>
    internal static IEnumerable<string> Picture(ExplainedTensor input, int width)
    {
        Shape shape = input.Shape;
        if (input.Type != DType.UInt8 || shape.Rank < 2) yield break;
        int high = shape[shape.Rank - 2], wide = shape[shape.Rank - 1];
        if (wide > width || high > 100 || shape.Count != (long)high * wide) yield break;
        for (int y = 0; y < high; y += 2)
        {
            var line = new char[wide];
            for (int x = 0; x < wide; x++)
            {
                double upper = input.Values[y * wide + x], lower = y + 1 < high ? input.Values[(y + 1) * wide + x] : upper;
                line[x] = Shades[(int)((upper + lower) / 2 * (Shades.Length - 1) / 255 + 0.5)];
            }

            yield return new string(line).TrimEnd();
        }
    }
}
