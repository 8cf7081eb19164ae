using System.Globalization;
using Glissade.Devices.Cpu;

namespace Glissade.Tests.Documentation;

/// <summary>Lanes that are lines of text: an elementary function applied to them writes itself down, as it is written as IL by a kernel's emitter.</summary>
internal readonly struct TextLanes(List<string> lines) : ILanes<string>
{
    public string Constant(double value) => ((float)value).ToString("R", CultureInfo.InvariantCulture);

    public string Bits(long pattern) => $"0x{(uint)pattern:X8}";

    public string Add(string a, string b) => Line("Add", a, b);

    public string Subtract(string a, string b) => Line("Subtract", a, b);

    public string Multiply(string a, string b) => Line("Multiply", a, b);

    public string Divide(string a, string b) => Line("Divide", a, b);

    public string FusedMultiplyAdd(string a, string b, string c) => Line("FusedMultiplyAdd", a, b, c);

    public string SquareRoot(string a) => Line("Sqrt", a);

    public string Negate(string a) => Line("Negate", a);

    public string Absolute(string a) => Line("Abs", a);

    public string Floor(string a) => Line("Floor", a);

    public string Round(string a) => Line("Round", a);

    public string Maximum(string a, string b) => Line("Max", a, b);

    public string Minimum(string a, string b) => Line("Min", a, b);

    public string Equal(string a, string b) => Line("Equals", a, b);

    public string Less(string a, string b) => Line("LessThan", a, b);

    public string LessOrEqual(string a, string b) => Line("LessThanOrEqual", a, b);

    public string And(string a, string b) => Line("BitwiseAnd", a, b);

    public string Or(string a, string b) => Line("BitwiseOr", a, b);

    public string Xor(string a, string b) => Line("Xor", a, b);

    public string Select(string mask, string whenTrue, string whenFalse) => Line("ConditionalSelect", mask, whenTrue, whenFalse);

    public string AddInteger(string a, string b) => Line("Add (as int)", a, b);

    public string SubtractInteger(string a, string b) => Line("Subtract (as int)", a, b);

    public string ShiftLeft(string a, int count) => Line("ShiftLeft", a, $"{count}");

    public string ShiftRightLogical(string a, int count) => Line("ShiftRightLogical", a, $"{count}");

    public string ShiftRightArithmetic(string a, int count) => Line("ShiftRightArithmetic", a, $"{count}");

    public string ReduceHugeAngle(string a) => Line("ReduceHugeAngle", a);

    private string Line(string operation, params string[] operands)
    {
        string name = $"v{lines.Count + 1}";
        lines.Add($"{name,-3} = {operation}({string.Join(", ", operands)})");
        return name;
    }
}
