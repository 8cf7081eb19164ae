using System.Text.Json;

namespace Glissade;

/// <summary>
/// Pixels stay bytes until the graph casts them; there a pixel x becomes (x / 255 − mean) / deviation, with one mean and one deviation of all training pixels.
/// </summary>
/// <param name="Shape">The shape of one picture: [rows, columns], perhaps with channels first.</param>
/// <param name="Mean">The mean of training pixels / 255.</param>
/// <param name="Deviation">Their population deviation, above 0; 1 where they are all the same.</param>
public sealed record PicturePreprocessing(Shape Shape, double Mean, double Deviation)
{
    /// <summary>Fits mean and deviation, exactly: sums of whole numbers.</summary>
    /// <param name="pixels">[pictures, picture].</param>
    /// <param name="shape">The shape of one picture.</param>
    /// <param name="training">Which pictures are trained on, at least one.</param>
    /// <exception cref="ArgumentException">The pixels are not whole pictures, or there is none to fit on.</exception>
    public static PicturePreprocessing Fit(ReadOnlySpan<byte> pixels, Shape shape, ReadOnlySpan<int> training)
    {
        int size = (int)shape.Count;
        if (size == 0 || pixels.Length % size != 0 || training.IsEmpty) throw new ArgumentException($"{pixels.Length} pixels and {training.Length} training pictures are not pictures of {shape}.");
        long sum = 0, squares = 0;
        foreach (int picture in training)
        {
            foreach (byte pixel in pixels.Slice(picture * size, size))
            {
                sum += pixel;
                squares += pixel * pixel;
            }
        }

        return Of((ulong)sum, (ulong)squares, (double)training.Length * size, shape);
    }

    /// <summary>From sums over all pixels.</summary>
    /// <param name="sum">Of the pixels.</param>
    /// <param name="squares">Of their squares.</param>
    /// <param name="count">How many pixels.</param>
    /// <param name="shape">The shape of one picture.</param>
    internal static PicturePreprocessing Of(ulong sum, ulong squares, double count, Shape shape)
    {
        double mean = sum / count;
        double deviation = Math.Sqrt(Math.Max(0, squares / count - mean * mean)) / 255;
        return new PicturePreprocessing(shape, mean / 255, deviation > 0 ? deviation : 1);
    }

    /// <summary>Writes shape, mean and deviation as one JSON object.</summary>
    public void ToJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("shape");
        foreach (int extent in Shape) writer.WriteNumberValue(extent);
        writer.WriteEndArray();
        writer.WriteNumber("mean", Mean);
        writer.WriteNumber("deviation", Deviation);
        writer.WriteEndObject();
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="GlissadeException">It is something else.</exception>
    public static PicturePreprocessing FromJson(JsonElement json)
    {
        JsonElement shape = json.Need("shape", JsonValueKind.Array);
        if (shape.GetArrayLength() is < 1 or > 4) throw JsonReading.Wrong("'shape' has not one to four extents");
        int[] extents = [.. shape.EnumerateArray().Select(extent =>
            extent.ValueKind == JsonValueKind.Number && extent.TryGetInt32(out int value) && value is >= 1 and <= 65_536 ? value : throw JsonReading.Wrong("'shape' has an extent that is none"))];
        if (extents.Aggregate(1.0, (product, extent) => product * extent) > 100_000_000) throw JsonReading.Wrong("'shape' is too large");
        double deviation = json.Number("deviation");
        return deviation > 0 ? new PicturePreprocessing(new Shape(extents), json.Number("mean"), deviation) : throw JsonReading.Wrong("'deviation' is not positive");
    }
}
