using System.Globalization;
using Glissade.Tests.Support;
using Xunit.Abstractions;

namespace Glissade.Tests.Devices.Cpu;

/// <summary>Elementary functions against correctly rounded values: NumPy's accuracy set where it is at hand, and our own table.</summary>
public class ElementaryConformanceTests(ITestOutputHelper output)
{
    private const double Allowed = 2;

    [Theory]
    [InlineData("exp")]
    [InlineData("expm1")]
    [InlineData("log")]
    [InlineData("log1p")]
    [InlineData("sin")]
    [InlineData("cos")]
    [InlineData("tanh")]
    public void Functions_agree_with_NumPys_accuracy_set(string function)
    {
        string path = Path.Combine(Repository.Root, "..", "shared", "conformance", "ulp", $"umath-validation-set-{function}.csv");
        if (!File.Exists(path))
        {
            string message = $"SKIPPED: {function} was NOT checked against NumPy's accuracy set; there is no {Path.GetFullPath(path)}";
            output.WriteLine(message);
            Console.Error.WriteLine(message);
            return;
        }

        var rows = File.ReadLines(path).Select(line => line.Split(',')).Where(row => row[0] is "np.float32" or "np.float64").ToList();
        Row[] singles = [.. rows.Where(row => row[0] == "np.float32").Select(row => new Row(Hex(row[1]), Hex(row[2])))];
        Row[] doubles = [.. rows.Where(row => row[0] == "np.float64").Select(row => new Row(Hex(row[1]), Hex(row[2])))];
        Assert.True(singles.Length > 100 && doubles.Length > 100, $"{path} holds only {singles.Length} and {doubles.Length} rows");

        float[] inputs = Whole(singles.Select(row => BitConverter.UInt32BitsToSingle((uint)row.Input)));
        float[] results = ElementaryRunner.Run(function, inputs);
        Judge(function + " float32", singles.Select((row, i) =>
            ((double)inputs[i], (double)results[i], (double)BitConverter.UInt32BitsToSingle((uint)row.Output),
            ElementaryRunner.Ulps(results[i], BitConverter.UInt32BitsToSingle((uint)row.Output)))));
        JudgeDoubles(function, doubles);
    }

    [Theory]
    [InlineData("exp")]
    [InlineData("expm1")]
    [InlineData("log")]
    [InlineData("log1p")]
    [InlineData("sin")]
    [InlineData("cos")]
    [InlineData("tanh")]
    [InlineData("erf")]
    public void Functions_agree_with_correctly_rounded_doubles(string function)
    {
        string path = Path.Combine(Repository.Root, "tests", "golden", "elementary.csv");
        Row[] rows = [.. File.ReadLines(path).Select(line => line.Split(',')).Where(row => row[0] == function).Select(row => new Row(Hex(row[1]), Hex(row[2])))];
        Assert.True(rows.Length > 200, $"{path} holds only {rows.Length} rows of {function}");
        JudgeDoubles(function, rows);
    }

    private void JudgeDoubles(string function, Row[] rows)
    {
        double[] inputs = Whole(rows.Select(row => BitConverter.UInt64BitsToDouble(row.Input)));
        double[] results = ElementaryRunner.Run(function, inputs);
        Judge(function + " float64", rows.Select((row, i) =>
            (inputs[i], results[i], BitConverter.UInt64BitsToDouble(row.Output), ElementaryRunner.Ulps(results[i], BitConverter.UInt64BitsToDouble(row.Output)))));
    }

    private void Judge(string name, IEnumerable<(double Input, double Got, double Want, double Ulps)> results)
    {
        var worst = results.MaxBy(result => result.Ulps);
        string line = string.Create(CultureInfo.InvariantCulture, $"{name}: {worst.Ulps} ULP at {worst.Input:R}: got {worst.Got:R}, expected {worst.Want:R}");
        output.WriteLine(line);
        Assert.True(worst.Ulps <= Allowed, line);
    }

    // Filled up with zeros to whole vectors.
    private static T[] Whole<T>(IEnumerable<T> values) where T : unmanaged
    {
        T[] array = [.. values];
        int length = (array.Length + 15) / 16 * 16;
        Array.Resize(ref array, length);
        return array;
    }

    private static ulong Hex(string text) => ulong.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    private readonly record struct Row(ulong Input, ulong Output);
}
