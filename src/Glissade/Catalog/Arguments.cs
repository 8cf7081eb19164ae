namespace Glissade;

/// <summary>
/// A visitor of the arguments of a thing of the catalogue. It is given each argument's name, present value and limits, and answers with the value to take: the one read from a command line
/// or from JSON, or the present one while it writes or lists.
/// </summary>
public abstract class Arguments
{
    /// <summary>A number within limits (both allowed).</summary>
    public abstract double Number(string name, double value, double minimum = double.NegativeInfinity, double maximum = double.PositiveInfinity);

    /// <summary>A number above 0.</summary>
    public abstract double Positive(string name, double value);

    /// <summary>A float32 number above 0, such as a learning rate: shown with the digits of its own type.</summary>
    public abstract float Positive(string name, float value);

    /// <summary>A number of 0 or more.</summary>
    public double NonNegative(string name, double value) => Number(name, value, 0);

    /// <summary>A number from 0 to below 1, as momentum and dropout are.</summary>
    public abstract double Fraction(string name, double value);

    /// <summary>A whole number within limits (both allowed).</summary>
    public abstract int Integer(string name, int value, int minimum = int.MinValue, int maximum = int.MaxValue);

    /// <summary>A whole number of 1 or more that has no default and must be given, such as how many outputs a layer has.</summary>
    public abstract int Extent(string name, int value);

    /// <summary>How many inputs a layer takes: may be left out where the layer before it says.</summary>
    public abstract int Width(string name, int value);

    /// <summary>How many numbers the last axis of a layer's input has, or each of its last few axes: may be left out where the layer before says the last one.</summary>
    public abstract PerAxis Widths(string name, PerAxis value);

    /// <summary>How many channels a layer takes, axis 1 of its input: may be left out where the layer before it says.</summary>
    public abstract int Channels(string name, int value);

    /// <summary>A whole number for every spatial axis, or one for all of them.</summary>
    /// <param name="name">The argument.</param>
    /// <param name="value">Its value now.</param>
    /// <param name="minimum">Every number is so many or more.</param>
    /// <param name="isRequired">Whether it has no default.</param>
    /// <param name="word">What stands for numbers that the layer works out, <see cref="PerAxis.Automatic"/>; none if empty.</param>
    public abstract PerAxis PerAxis(string name, PerAxis value, int minimum, bool isRequired = false, string word = "");

    /// <summary>float32 or float64.</summary>
    public DType Float(string name, DType value) => Choice(name, value.Name(), "float32", "float64") == "float64" ? DType.Float64 : DType.Float32;

    /// <summary>Yes or no.</summary>
    public abstract bool Boolean(string name, bool value);

    /// <summary>One of a few words.</summary>
    public abstract string Choice(string name, string value, params string[] choices);

    /// <summary>A pattern of the paths of parameters, such as <c>linear1/*</c> or <c>*/bias</c>: letters, digits, _, -, . and /, with * for anything.</summary>
    public abstract string Pattern(string name, string value);

    /// <summary>Numbers within limits (both allowed), such as one weight a class; none if empty.</summary>
    public abstract IReadOnlyList<double> Numbers(string name, IReadOnlyList<double> values, double minimum = double.NegativeInfinity, double maximum = double.PositiveInfinity);

    /// <summary>Numbers within limits (both allowed) that have no default and must be given.</summary>
    public abstract IReadOnlyList<double> RequiredNumbers(string name, IReadOnlyList<double> values, double minimum = double.NegativeInfinity, double maximum = double.PositiveInfinity);

    /// <summary>Whole numbers of 1 or more that have no default and must be given, such as how many kinds each column has.</summary>
    public abstract IReadOnlyList<int> Extents(string name, IReadOnlyList<int> values);

    /// <summary>Another thing of the catalogue, such as a layer's initializer or the optimizer inside a wrapper.</summary>
    public abstract T Thing<T>(string name, T value) where T : class, IConfigurable<T>;

    /// <summary>Several things of the catalogue, such as the layers of a <see cref="Sequential"/>.</summary>
    public abstract IReadOnlyList<T> Things<T>(string name, IReadOnlyList<T> values) where T : class, IConfigurable<T>;

    /// <summary>A layer that takes one step of a sequence: what the whole takes, without axis 1.</summary>
    public abstract Layer Step(string name, Layer value);

    /// <summary>A layer that takes what the whole takes, and must be given.</summary>
    public abstract Layer Inner(string name, Layer value);

    /// <summary>Layers that stand side by side: each takes what the whole takes.</summary>
    public abstract IReadOnlyList<Layer> Branches(string name, IReadOnlyList<Layer> values);
}
