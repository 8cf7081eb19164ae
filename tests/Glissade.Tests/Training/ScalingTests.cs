namespace Glissade.Tests.Training;

public sealed class ScalingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(1000)]
    [InlineData(3_000_001)]
    public void Bytes_are_counted_exactly(int count)
    {
        // The largest byte everywhere but at the start: what would overflow first.
        byte[] pixels = new byte[count];
        Array.Fill(pixels, (byte)255);
        for (int i = 0; i < Math.Min(count, 700); i++) pixels[i] = (byte)(i * 7);
        Scaling scaling = Scaling.OfInputs(Dataset.From<byte>(pixels, new Shape(1)));
        double mean = pixels.Average(pixel => (double)pixel), deviation = Math.Sqrt(pixels.Average(pixel => (pixel - mean) * (pixel - mean)));
        Assert.Equal(mean, scaling.Mean, 1e-12 * Math.Max(1, mean));
        Assert.Equal(deviation > 0 ? deviation : 1, scaling.Deviation, 1e-9);
    }

    [Fact]
    public void A_constant_is_divided_by_one() => Assert.Equal(new Scaling(7, 1), Scaling.OfInputs(Dataset.From<byte>([7, 7, 7], new Shape(1))));
}
