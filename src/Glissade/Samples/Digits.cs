namespace Glissade;

/// <summary>
/// The embedded sample <c>digits</c>: pictures of the ten digits, 28 by 28 pixels, white on black, as a person might have written them. A generator draws them: strokes through points that wobble; turned, slanted,
/// scaled and shifted; thin and thick; with noise. Every picture is a function of (seed, its number) alone, to the bit, on every machine.
/// </summary>
public static class Digits
{
    /// <summary>Height and width of a picture in pixels.</summary>
    public const int Side = 28;

    /// <summary>Draws pictures 0, 1, … <paramref name="count"/> - 1 of a seed. A larger count begins with the same pictures.</summary>
    /// <param name="count">How many, at least 0.</param>
    /// <param name="seed">Another seed, other pictures.</param>
    /// <returns>The pixels as [count, 28, 28] in rows, 0 (paper) to 255 (ink), and the digits drawn, [count], each of the ten as likely.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative, or more than two gigabytes of pixels.</exception>
    public static (byte[] Pictures, byte[] Labels) Draw(int count, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Array.MaxLength / (Side * Side));
        var pictures = new byte[count * Side * Side];
        var labels = new byte[count];
        var pen = new DigitPen();
        for (int i = 0; i < count; i++) labels[i] = pen.Draw(seed, i, pictures.AsSpan(i * Side * Side, Side * Side));
        return (pictures, labels);
    }
}
