using System.Globalization;
using System.Text;

namespace Glissade.Cli.Tests;

/// <summary>A small table to train on: two measures and a category tell three kinds apart, not quite.</summary>
internal static class Flowers
{
    public static string Csv(int rows = 90, bool withTarget = true, int from = 0)
    {
        var text = new StringBuilder(withTarget ? "name,length,width,soil,kind\n" : "name,length,width,soil\n");
        for (int i = from; i < from + rows; i++)
        {
            int kind = i % 3;
            double wobble = i * 7919 % 101 / 101.0 - 0.5;
            text.Append(CultureInfo.InvariantCulture, $"flower {i},{1 + kind + wobble:0.000},{3 - kind + i * 104729 % 89 / 89.0:0.000},{(i % 2 == 0 ? "clay" : "sand")}");
            text.Append(withTarget ? $",{(kind == 0 ? "aster" : kind == 1 ? "bellis" : "crocus")}\n" : "\n");
        }

        return text.ToString();
    }
}
