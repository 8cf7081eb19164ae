using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary>A loop code as a type, so that a routine is compiled for it alone.</summary>
internal interface ITileCode
{
    static abstract LoopCode Code { get; }
}

/// <summary>The codes that routines are made for.</summary>
internal static class TileCodes
{
    public readonly struct Add : ITileCode
    {
        public static LoopCode Code => LoopCode.Add;
    }

    public readonly struct Subtract : ITileCode
    {
        public static LoopCode Code => LoopCode.Subtract;
    }

    public readonly struct Multiply : ITileCode
    {
        public static LoopCode Code => LoopCode.Multiply;
    }

    public readonly struct Divide : ITileCode
    {
        public static LoopCode Code => LoopCode.Divide;
    }

    public readonly struct Maximum : ITileCode
    {
        public static LoopCode Code => LoopCode.Maximum;
    }

    public readonly struct Minimum : ITileCode
    {
        public static LoopCode Code => LoopCode.Minimum;
    }

    public readonly struct FusedMultiplyAdd : ITileCode
    {
        public static LoopCode Code => LoopCode.FusedMultiplyAdd;
    }

    public readonly struct Negate : ITileCode
    {
        public static LoopCode Code => LoopCode.Negate;
    }

    public readonly struct Absolute : ITileCode
    {
        public static LoopCode Code => LoopCode.Absolute;
    }

    public readonly struct Sign : ITileCode
    {
        public static LoopCode Code => LoopCode.Sign;
    }

    public readonly struct SquareRoot : ITileCode
    {
        public static LoopCode Code => LoopCode.SquareRoot;
    }

    public readonly struct Exp : ITileCode
    {
        public static LoopCode Code => LoopCode.Exp;
    }

    public readonly struct Expm1 : ITileCode
    {
        public static LoopCode Code => LoopCode.Expm1;
    }

    public readonly struct Log : ITileCode
    {
        public static LoopCode Code => LoopCode.Log;
    }

    public readonly struct Log1p : ITileCode
    {
        public static LoopCode Code => LoopCode.Log1p;
    }

    public readonly struct Sin : ITileCode
    {
        public static LoopCode Code => LoopCode.Sin;
    }

    public readonly struct Cos : ITileCode
    {
        public static LoopCode Code => LoopCode.Cos;
    }

    public readonly struct Tanh : ITileCode
    {
        public static LoopCode Code => LoopCode.Tanh;
    }

    public readonly struct Erf : ITileCode
    {
        public static LoopCode Code => LoopCode.Erf;
    }

    public readonly struct Floor : ITileCode
    {
        public static LoopCode Code => LoopCode.Floor;
    }

    public readonly struct Round : ITileCode
    {
        public static LoopCode Code => LoopCode.Round;
    }

    public readonly struct Equal : ITileCode
    {
        public static LoopCode Code => LoopCode.Equal;
    }

    public readonly struct Less : ITileCode
    {
        public static LoopCode Code => LoopCode.Less;
    }

    public readonly struct LessOrEqual : ITileCode
    {
        public static LoopCode Code => LoopCode.LessOrEqual;
    }

    public readonly struct And : ITileCode
    {
        public static LoopCode Code => LoopCode.And;
    }

    public readonly struct Or : ITileCode
    {
        public static LoopCode Code => LoopCode.Or;
    }

    public readonly struct Xor : ITileCode
    {
        public static LoopCode Code => LoopCode.Xor;
    }

    public readonly struct Not : ITileCode
    {
        public static LoopCode Code => LoopCode.Not;
    }

    public readonly struct ShiftRight : ITileCode
    {
        public static LoopCode Code => LoopCode.ShiftRight;
    }

    public readonly struct Select : ITileCode
    {
        public static LoopCode Code => LoopCode.Select;
    }
}
