using System.Globalization;

namespace Glissade;

/// <summary>What readers and writers of arguments share: every value that passes, given or present, is checked against its limits.</summary>
/// <param name="thing">Whose arguments they are, by the catalogue's name.</param>
internal abstract class CheckedArguments(string thing) : Arguments
{
    /// <summary>The value to take instead of the present one.</summary>
    /// <param name="name">The argument.</param>
    /// <param name="present">Its value now.</param>
    /// <param name="range">What is allowed, in words.</param>
    /// <param name="need">Whether it may be left out.</param>
    protected abstract ArgumentValue Take(string name, ArgumentValue present, string range, Need need = Need.Optional);

    public sealed override double Number(string name, double value, double minimum = double.NegativeInfinity, double maximum = double.PositiveInfinity)
    {
        string range = Range("a number", minimum, maximum);
        double taken = Of(name, Take(name, Value(value), range), range);
        return taken >= minimum && taken <= maximum ? taken : throw OutOfRange(name, taken, range);
    }

    public sealed override double Positive(string name, double value) => Positive(name, Value(value));

    public sealed override float Positive(string name, float value)
    {
        float taken = (float)Positive(name, new NumberValue(value, value.ToString("R", CultureInfo.InvariantCulture)));
        return taken > 0 && float.IsFinite(taken) ? taken : throw OutOfRange(name, taken, "a number above 0 that float32 can hold");
    }

    public sealed override double Fraction(string name, double value)
    {
        const string range = "a number from 0 to below 1";
        double taken = Of(name, Take(name, Value(value), range), range);
        return taken is >= 0 and < 1 ? taken : throw OutOfRange(name, taken, range);
    }

    public sealed override int Integer(string name, int value, int minimum = int.MinValue, int maximum = int.MaxValue) =>
        Whole(name, value, minimum, maximum, Range("a whole number", minimum, maximum), Need.Optional);

    public override int Extent(string name, int value) => Whole(name, value, 1, int.MaxValue, "a whole number, 1 or more", Need.Required);

    public override int Width(string name, int value) => Whole(name, value, 1, int.MaxValue, "a whole number, 1 or more", Need.Inferred);

    public override int Channels(string name, int value) => Whole(name, value, 1, int.MaxValue, "a whole number, 1 or more", Need.InferredChannels);

    public override PerAxis PerAxis(string name, PerAxis value, int minimum, bool isRequired = false, string word = "")
    {
        string range = $"{Range("a whole number", minimum, int.MaxValue)}, or a list with one for every spatial axis{(word.Length == 0 ? "" : $", or {word}")}";
        return WholeNumbers(name, value, minimum, range, isRequired ? Need.Required : Need.Optional, word);
    }

    public override PerAxis Widths(string name, PerAxis value) => WholeNumbers(name, value, 1, "a whole number, 1 or more, or a list with one for each of the last axes", Need.Inferred, "");

    private PerAxis WholeNumbers(string name, PerAxis value, int minimum, string range, Need need, string word)
    {
        ArgumentValue present = value.Count == 0 ? new WordValue(word) : value.Count == 1 ? Value(value[0]) : new ListValue([.. value.Select(number => Value(number))]);
        ArgumentValue taken = Take(name, present, range, need);
        if (taken is WordValue given && given.Text == word && word.Length > 0) return Glissade.PerAxis.Automatic;
        var numbers = new List<int>();
        foreach (ArgumentValue item in taken is ListValue list ? list.Items : [taken])
        {
            double number = Of(name, item, range);
            numbers.Add(number == Math.Floor(number) && number >= minimum && number <= int.MaxValue ? (int)number : throw OutOfRange(name, number, range));
        }

        return numbers.Count > 0 ? Glissade.PerAxis.Of([.. numbers]) : throw OutOfRange(name, taken, range);
    }

    public sealed override bool Boolean(string name, bool value) => Take(name, new BooleanValue(value), "true or false") switch
    {
        BooleanValue taken => taken.Value,
        WordValue { Text: "yes" } => true,
        WordValue { Text: "no" } => false,
        ArgumentValue other => throw OutOfRange(name, other, "true or false"),
    };

    public sealed override string Choice(string name, string value, params string[] choices)
    {
        string range = $"one of {string.Join(", ", choices)}";
        ArgumentValue taken = Take(name, new WordValue(value), range);
        if (taken is WordValue word && choices.Contains(word.Text)) return word.Text;
        throw OutOfRange(name, taken, range, taken is WordValue other && Spelling.Nearest(other.Text, choices) is { } nearest ? $"{name}={nearest}" : "");
    }

    public sealed override string Pattern(string name, string value)
    {
        const string range = "a pattern of paths, such as linear1/* or */bias: letters, digits and _ - . /, with * for anything";
        ArgumentValue taken = Take(name, new WordValue(value), range);
        string? text = taken switch { WordValue word => word.Text, NumberValue number => number.Digits, _ => null };
        return text is { Length: > 0 and <= 1000 } && text.All(symbol => char.IsAsciiLetterOrDigit(symbol) || symbol is '_' or '-' or '.' or '/' or '*') ? text : throw OutOfRange(name, taken, range);
    }

    public sealed override IReadOnlyList<double> Numbers(string name, IReadOnlyList<double> values, double minimum = double.NegativeInfinity, double maximum = double.PositiveInfinity) =>
        Numbers(name, values, minimum, maximum, Need.Optional);

    public sealed override IReadOnlyList<double> RequiredNumbers(string name, IReadOnlyList<double> values, double minimum = double.NegativeInfinity, double maximum = double.PositiveInfinity) =>
        Numbers(name, values, minimum, maximum, Need.Required);

    public sealed override IReadOnlyList<int> Extents(string name, IReadOnlyList<int> values)
    {
        const string range = "a list of whole numbers such as [3, 5], or one; each 1 or more";
        ArgumentValue taken = Take(name, new ListValue([.. values.Select(number => Value(number))]), range, Need.Required);
        double[] numbers = [.. (taken is ListValue list ? list.Items : [taken]).Select(item => Of(name, item, range))];
        foreach (double number in numbers)
            if (number != Math.Floor(number) || number is < 1 or > int.MaxValue) throw OutOfRange(name, number, range);
        return numbers.Length > 0 ? [.. numbers.Select(number => (int)number)] : throw OutOfRange(name, taken, range);
    }

    private IReadOnlyList<double> Numbers(string name, IReadOnlyList<double> values, double minimum, double maximum, Need need)
    {
        string each = Range("a number", minimum, maximum), range = $"a list of numbers such as [1, 2], or one number; each {each}";
        ArgumentValue taken = Take(name, new ListValue([.. values.Select(Value)]), range, need);
        double[] numbers = [.. (taken is ListValue list ? list.Items : [taken]).Select(item => Of(name, item, range))];
        foreach (double number in numbers)
            if (!(number >= minimum && number <= maximum)) throw OutOfRange(name, number, each);
        return numbers;
    }

    protected static ArgumentValue Value(double value) => new NumberValue(value, value.ToString("R", CultureInfo.InvariantCulture));

    protected GlissadeException OutOfRange(string name, ArgumentValue value, string range, string remedy = "") =>
        new($"{thing}: '{name}' is {value.Kind}", Where, range, remedy);

    protected virtual string Where => "";

    private double Positive(string name, ArgumentValue value)
    {
        const string range = "a number above 0";
        double taken = Of(name, Take(name, value, range), range);
        return taken > 0 ? taken : throw OutOfRange(name, taken, range);
    }

    private int Whole(string name, int value, int minimum, int maximum, string range, Need need)
    {
        double taken = Of(name, Take(name, Value(value), range, need), range);
        return taken == Math.Floor(taken) && taken >= minimum && taken <= maximum ? (int)taken : throw OutOfRange(name, taken, range);
    }

    private double Of(string name, ArgumentValue value, string range) =>
        value is NumberValue number && double.IsFinite(number.Value) ? number.Value : throw OutOfRange(name, value, range);

    private GlissadeException OutOfRange(string name, double value, string range) => OutOfRange(name, Value(value), range);

    private static string Range(string kind, double minimum, double maximum)
    {
        bool below = maximum is < double.PositiveInfinity and not int.MaxValue, above = minimum is > double.NegativeInfinity and not int.MinValue;
        return (above, below) switch
        {
            (true, true) => string.Create(CultureInfo.InvariantCulture, $"{kind} from {minimum} to {maximum}"),
            (true, false) => string.Create(CultureInfo.InvariantCulture, $"{kind}, {minimum} or more"),
            (false, true) => string.Create(CultureInfo.InvariantCulture, $"{kind}, {maximum} or less"),
            _ => kind,
        };
    }
}

/// <summary>Whether an argument may be left out.</summary>
internal enum Need
{
    /// <summary>It has a default.</summary>
    Optional,

    /// <summary>It must be given.</summary>
    Required,

    /// <summary>It may be left out where the layer before says.</summary>
    Inferred,

    /// <summary>It may be left out where the layer before says how many channels it gives.</summary>
    InferredChannels,
}
