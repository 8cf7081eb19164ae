using System.Globalization;

namespace Glissade.Tests.Optimizers;

/// <summary>A formula as NIST writes it, such as <c>b1*(1-exp(-b2*x))</c>, as a tensor.</summary>
internal sealed class TextFormula(string text, Func<string, Tensor> named)
{
    private int _at;

    public Tensor Read() => Sum().Tensor;

    private (Tensor Tensor, double? Number) Sum()
    {
        (Tensor Tensor, double? Number) left = Product();
        while (_at < text.Length && text[_at] is '+' or '-')
        {
            bool plus = text[_at++] == '+';
            Tensor right = Product().Tensor;
            left = (plus ? left.Tensor + right : left.Tensor - right, null);
        }

        return left;
    }

    private (Tensor Tensor, double? Number) Product()
    {
        (Tensor Tensor, double? Number) left = Signed();
        while (_at < text.Length && text[_at] is '*' or '/')
        {
            bool times = text[_at++] == '*';
            Tensor right = Signed().Tensor;
            left = (times ? left.Tensor * right : left.Tensor / right, null);
        }

        return left;
    }

    private (Tensor Tensor, double? Number) Signed()
    {
        if (text[_at] != '-') return Power();
        _at++;
        (Tensor tensor, double? number) = Signed();
        return (-tensor, -number);
    }

    private (Tensor Tensor, double? Number) Power()
    {
        (Tensor Tensor, double? Number) left = Atom();
        if (string.CompareOrdinal(text, _at, "**", 0, 2) != 0) return left;
        _at += 2;
        (Tensor exponent, double? number) = Signed();
        if (number is not { } whole || whole != Math.Floor(whole)) return ((exponent * left.Tensor.Log()).Exp(), null);
        Tensor power = Enumerable.Repeat(left.Tensor, (int)Math.Abs(whole)).Aggregate((a, b) => a * b);
        return (whole > 0 ? power : 1 / power, null);
    }

    private (Tensor Tensor, double? Number) Atom()
    {
        int start = _at;
        if (text[_at] == '(')
        {
            _at++;
            (Tensor, double?) inside = Sum();
            _at++;
            return inside;
        }

        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] == '.')) _at++;
        string word = text[start.._at];
        if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)) return (Tensor.Scalar(number, DType.Float64), number);
        return word switch
        {
            "pi" => (Tensor.Scalar(Math.PI, DType.Float64), null),
            "exp" => (Atom().Tensor.Exp(), null),
            "sin" => (Atom().Tensor.Sin(), null),
            "cos" => (Atom().Tensor.Cos(), null),
            "arctan" => (Arctangent(Atom().Tensor), null),
            _ => (named(word), null),
        };
    }

    // Halved three times, which brings it below 0.2, and then its series.
    private static Tensor Arctangent(Tensor x)
    {
        for (int i = 0; i < 3; i++) x /= 1 + (1 + x.Square()).SquareRoot();
        Tensor square = x.Square(), sum = Tensor.Scalar(0, DType.Float64);
        for (int k = 12; k >= 0; k--) sum = sum * square + (k % 2 == 0 ? 1.0 : -1.0) / (2 * k + 1);
        return 8 * x * sum;
    }
}
