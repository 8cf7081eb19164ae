using System.Numerics;

namespace Glissade.Tests.Support;

/// <summary>
/// mantissa·2^exponent to a thousand bits and with no end of exponents, so that a formula taken literally gives what it says on paper. Anything that has no such value is "none".
/// </summary>
internal readonly struct BigFloat(BigInteger mantissa, long exponent, bool isNumber = true) : IComparable<BigFloat>
{
    private const int Bits = 1024;

    public static readonly BigFloat None = new(0, 0, false);
    public static readonly BigFloat Zero = new(0, 0);
    public static readonly BigFloat One = new(1, 0);
    private static readonly Lazy<BigFloat> s_logOfTwo = new(static () => LogOfTwo());

    private readonly BigInteger _mantissa = mantissa;
    private readonly long _exponent = exponent;

    public bool IsNumber { get; } = isNumber;

    public bool IsZero => IsNumber && _mantissa.IsZero;

    public int Sign => _mantissa.Sign;

    // The exponent of the leading bit.
    public long Magnitude => _exponent + (long)BigInteger.Abs(_mantissa).GetBitLength() - 1;

    public static BigFloat From(double value)
    {
        if (!double.IsFinite(value)) return None;
        if (value == 0) return Zero;
        long bits = BitConverter.DoubleToInt64Bits(value);
        int field = (int)((bits >> 52) & 0x7FF);
        long fraction = (bits & ((1L << 52) - 1)) | (field == 0 ? 0 : 1L << 52);
        return new BigFloat(value < 0 ? -fraction : fraction, Math.Max(field, 1) - 1075);
    }

    public double ToDouble()
    {
        if (!IsNumber) return double.NaN;
        if (IsZero) return 0;
        int shift = (int)Math.Max(0, (long)BigInteger.Abs(_mantissa).GetBitLength() - 62);
        long exponent = _exponent + shift;
        return exponent > 2000 ? _mantissa.Sign * double.PositiveInfinity : exponent < -2000 ? 0 : Math.ScaleB((double)(_mantissa >> shift), (int)exponent);
    }

    public static BigFloat operator +(BigFloat a, BigFloat b)
    {
        if (!a.IsNumber || !b.IsNumber) return None;
        if (a.IsZero) return b;
        if (b.IsZero) return a;
        if (a._exponent < b._exponent) (a, b) = (b, a);
        long apart = a._exponent - b._exponent;
        // What is below the last bit of the larger is lost in any case.
        if (a.Magnitude - b.Magnitude > 2 * Bits) return a;
        if (b.Magnitude - a.Magnitude > 2 * Bits) return b;
        return Rounded((a._mantissa << (int)apart) + b._mantissa, b._exponent);
    }

    public static BigFloat operator -(BigFloat a) => new(-a._mantissa, a._exponent, a.IsNumber);

    public static BigFloat operator -(BigFloat a, BigFloat b) => a + -b;

    public static BigFloat operator *(BigFloat a, BigFloat b) =>
        !a.IsNumber || !b.IsNumber ? None : Rounded(a._mantissa * b._mantissa, a._exponent + b._exponent);

    public static BigFloat operator /(BigFloat a, BigFloat b)
    {
        if (!a.IsNumber || !b.IsNumber || b.IsZero) return None;
        int shift = Bits + (int)Math.Max(0, (long)b._mantissa.GetBitLength() - (long)a._mantissa.GetBitLength());
        return Rounded((a._mantissa << shift) / b._mantissa, a._exponent - b._exponent - shift);
    }

    public static BigFloat SquareRoot(BigFloat a)
    {
        if (!a.IsNumber || a.Sign < 0) return None;
        if (a.IsZero) return a;
        long shift = 2 * Bits + (a._exponent & 1);
        BigInteger square = a._mantissa << (int)shift, root = BigInteger.One << (int)((square.GetBitLength() + 1) / 2);
        while (true)
        {
            BigInteger next = (root + square / root) >> 1;
            if (next >= root) return Rounded(root, (a._exponent - shift) / 2);
            root = next;
        }
    }

    public static BigFloat Exp(BigFloat x)
    {
        if (!x.IsNumber) return None;
        if (x.IsZero) return One;
        if (x.Magnitude > 40) return None;
        long turns = (long)Math.Round(x.ToDouble() / Math.Log(2));
        const int halvings = 32;
        BigFloat rest = x - From(turns) * s_logOfTwo.Value;
        rest = new BigFloat(rest._mantissa, rest._exponent - halvings);
        BigFloat sum = One, term = One;
        for (int n = 1; !term.IsZero && term.Magnitude > -Bits - 64; n++) sum += term = term * rest / From(n);
        for (int i = 0; i < halvings; i++) sum *= sum;
        return new BigFloat(sum._mantissa, sum._exponent + turns);
    }

    public static BigFloat Log(BigFloat x)
    {
        if (!x.IsNumber || x.Sign <= 0) return None;
        long turns = x.Magnitude;
        var scaled = new BigFloat(x._mantissa, x._exponent - turns);
        return LogNearOne(scaled) + From(turns) * s_logOfTwo.Value;
    }

    public static BigFloat Tanh(BigFloat x)
    {
        BigFloat twice = Exp(x + x);
        return (twice - One) / (twice + One);
    }

    public int CompareTo(BigFloat other) => (this - other).Sign;

    private static BigFloat LogOfTwo() => -LogNearOne(new BigFloat(1, -1));

    // 2·artanh((x − 1)/(x + 1)): no exponential, for x from ½ to 2.
    private static BigFloat LogNearOne(BigFloat x)
    {
        // Roots bring x close to 1, where the series is short.
        const int roots = 24;
        for (int i = 0; i < roots; i++) x = SquareRoot(x);
        BigFloat ratio = (x - One) / (x + One), square = ratio * ratio, power = ratio, sum = Zero;
        for (int n = 1; !power.IsZero && power.Magnitude > -Bits - 64; n += 2)
        {
            sum += power / From(n);
            power *= square;
        }

        return new BigFloat(sum._mantissa, sum._exponent + roots + 1);
    }

    private static BigFloat Rounded(BigInteger mantissa, long exponent)
    {
        int drop = (int)((long)BigInteger.Abs(mantissa).GetBitLength() - Bits - 128);
        return drop <= 0 ? new BigFloat(mantissa, exponent) : new BigFloat(mantissa >> drop, exponent + drop);
    }
}
