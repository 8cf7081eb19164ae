using System.Numerics;
using System.Runtime.CompilerServices;

namespace Glissade.Devices.Cpu;

/// <summary>What becomes of the elements of a window, one after the other.</summary>
internal interface IWindowFold<T> where T : unmanaged, INumber<T>
{
    /// <summary>What it begins with, and what padding is: it changes nothing.</summary>
    static abstract T Nothing { get; }

    /// <summary>Whether it is wrong about NaN, which another has to look at.</summary>
    static abstract bool MissesNaN { get; }

    static abstract Vector<T> Fold(Vector<T> sofar, Vector<T> next);
}

/// <summary>The sum in order. It begins with +0 and so is never −0, which is why zeros of padding change nothing.</summary>
internal readonly struct WindowTotal<T> : IWindowFold<T> where T : unmanaged, INumber<T>
{
    public static T Nothing => T.Zero;

    public static bool MissesNaN => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Fold(Vector<T> sofar, Vector<T> next) => sofar + next;
}

/// <summary>The first largest of numbers.</summary>
internal readonly struct WindowLargest<T> : IWindowFold<T> where T : unmanaged, INumber<T>
{
    public static T Nothing => Lowest<T>.Value;

    public static bool MissesNaN => typeof(T) == typeof(float) || typeof(T) == typeof(double);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Fold(Vector<T> sofar, Vector<T> next) => Vector.ConditionalSelect(Vector.GreaterThan(next, sofar), next, sofar);
}

/// <summary>The first NaN, otherwise the first largest.</summary>
internal readonly struct WindowLargestOrNaN<T> : IWindowFold<T> where T : unmanaged, INumber<T>
{
    public static T Nothing => Lowest<T>.Value;

    public static bool MissesNaN => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Fold(Vector<T> sofar, Vector<T> next) => Vector.ConditionalSelect(Beats(next, sofar), next, sofar);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Beats(Vector<T> next, Vector<T> sofar) =>
        Vector.GreaterThan(next, sofar) | Vector.AndNot(Vector.Equals(sofar, sofar), Vector.Equals(next, next));
}

/// <summary>The least number of a type: nothing is less, and what equals it has its bits.</summary>
internal static class Lowest<T> where T : unmanaged, INumber<T>
{
    public static T Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if (typeof(T) == typeof(float)) return (T)(object)float.NegativeInfinity;
            if (typeof(T) == typeof(double)) return (T)(object)double.NegativeInfinity;
            return typeof(T) == typeof(int) ? (T)(object)int.MinValue : T.Zero;
        }
    }
}
