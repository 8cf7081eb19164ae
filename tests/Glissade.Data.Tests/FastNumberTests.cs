using System.Globalization;
using System.Text;

namespace Glissade.Tests;

public sealed class FastNumberTests
{
    [Fact]
    public void Every_number_is_the_one_the_framework_reads()
    {
        var random = new Random(1);
        for (int i = 0; i < 200_000; i++)
        {
            double value = (random.Next(4)) switch
            {
                0 => random.Next(-100_000, 100_000) / 100.0,
                1 => BitConverter.Int64BitsToDouble(random.NextInt64()),
                2 => random.NextDouble(),
                _ => Math.Round(random.NextDouble() * 1e6, random.Next(10)),
            };
            string text = double.IsFinite(value) ? value.ToString(random.Next(3) switch { 0 => "R", 1 => "E16", _ => "G12" }, CultureInfo.InvariantCulture) : "7";
            Assert.True(FastNumber.TryParse(Encoding.ASCII.GetBytes(text), (byte)'.', out double read), text);
            Assert.Equal(BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)), BitConverter.DoubleToInt64Bits(read));
        }
    }

    [Theory]
    [InlineData("3504.", 3504)]
    [InlineData(".5", .5)]
    [InlineData("+7", 7)]
    [InlineData("-0.25", -.25)]
    [InlineData("1e-3", .001)]
    [InlineData("00012", 12)]
    public void Forms_of_numbers(string text, double value)
    {
        Assert.True(FastNumber.TryParse(Encoding.ASCII.GetBytes(text), (byte)'.', out double read));
        Assert.Equal(value, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("+-1")]
    [InlineData("1.2.3")]
    [InlineData("1,5")]
    [InlineData("1e")]
    [InlineData("1e5x")]
    [InlineData("e5")]
    [InlineData("0x10")]
    [InlineData("1 2")]
    [InlineData("NaN")]
    [InlineData("-Infinity")]
    [InlineData("1234567890123456789.1.1")]
    public void What_is_no_number(string text) => Assert.False(FastNumber.TryParse(Encoding.ASCII.GetBytes(text), (byte)'.', out _));
}
