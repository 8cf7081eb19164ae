using System.Globalization;
using Glissade.Operations;

namespace Glissade;

/// <summary>Takes down the attributes of one operation.</summary>
internal sealed class AttributeWriter
{
    /// <summary>What was written, in order.</summary>
    public List<InferenceGraphAttribute> All { get; } = [];

    public AttributeWriter Whole(string name, int value) => Add(new InferenceGraphAttribute.Whole(name, new Affine(value, 0)));

    public AttributeWriter Wholes(string name, ReadOnlySpan<int> values) => Add(new InferenceGraphAttribute.Wholes(name, Affine.Of(values)));

    public AttributeWriter Shape(string name, Shape values) => Wholes(name, values.Extents);

    public AttributeWriter Flag(string name, bool value) => Add(new InferenceGraphAttribute.Flag(name, value));

    public AttributeWriter Text(string name, string value) => Add(new InferenceGraphAttribute.Text(name, value));

    public AttributeWriter Number(string name, double value) => Text(name, ExactNumbers.Write(value));

    public AttributeWriter Window(Window window) =>
        Shape("extent", window.Extent).Shape("stride", window.Stride).Shape("before", window.Before).Shape("after", window.After).Shape("dilation", window.Dilation);

    private AttributeWriter Add(InferenceGraphAttribute attribute)
    {
        All.Add(attribute);
        return this;
    }
}

/// <summary>Gives back the attributes of one operation at a batch size. What is missing or of the wrong kind is a <see cref="ShapeException"/>, as what does not fit is.</summary>
internal sealed class AttributeReader(InferenceGraphAttribute[] attributes, int batch)
{
    public int Whole(string name) => Find<InferenceGraphAttribute.Whole>(name).Value.At(batch);

    public int[] Wholes(string name) => [.. Find<InferenceGraphAttribute.Wholes>(name).Values.Select(value => value.At(batch))];

    public Shape Shape(string name) => new(Wholes(name));

    public bool Flag(string name) => Find<InferenceGraphAttribute.Flag>(name).Value;

    public string Text(string name) => Find<InferenceGraphAttribute.Text>(name).Value;

    public double Number(string name) => ExactNumbers.TryRead(Text(name), out double value) ? value : throw new ShapeException($"The attribute '{name}' is no number.");

    public Window Window() => new(Shape("extent"), Shape("stride"), Shape("before"), Shape("after"), Shape("dilation"));

    /// <summary>Refuses attributes that nobody asked for: a newer version may mean something by them.</summary>
    public void RequireCount(int count)
    {
        if (attributes.Length != count) throw new ShapeException($"It has {attributes.Length} attributes, and {count} are known here.");
    }

    private T Find<T>(string name) where T : InferenceGraphAttribute =>
        Array.Find(attributes, attribute => attribute.Name == name) as T ?? throw new ShapeException($"The attribute '{name}' is missing or of the wrong kind.");
}

/// <summary>Numbers as text, to the last bit.</summary>
internal static class ExactNumbers
{
    /// <summary>The shortest text that reads back as the same number; the bits, of what is no number.</summary>
    public static string Write(double value) =>
        double.IsNaN(value) ? $"0x{BitConverter.DoubleToUInt64Bits(value):x16}" : value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>The number of a text that <see cref="Write"/> made.</summary>
    public static bool TryRead(string text, out double value)
    {
        value = 0;
        if (text.Length > 40) return false;
        if (!text.StartsWith("0x", StringComparison.Ordinal)) return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
        if (text.Length != 18 || !ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong bits)) return false;
        value = BitConverter.UInt64BitsToDouble(bits);
        return true;
    }
}
