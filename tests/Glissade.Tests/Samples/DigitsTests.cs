using System.Security.Cryptography;

namespace Glissade.Tests.Samples;

public sealed class DigitsTests
{
    // Drawn once for the tests that train: 10,000 to learn from, 2,500 to be asked.
    private static readonly Lazy<(byte[] Pictures, byte[] Labels)> s_sample = new(() => Digits.Draw(12_500, 0));

    [Fact]
    public void A_linear_model_stays_under_93_percent()
    {
        double accuracy = DigitNetwork.Accuracy(s_sample.Value.Pictures, s_sample.Value.Labels, 10_000, hidden: 0, epochs: 15);
        Assert.InRange(accuracy, 0.85, 0.93);
    }

    [Fact]
    public void A_network_with_a_hidden_layer_passes_97_percent()
    {
        double accuracy = DigitNetwork.Accuracy(s_sample.Value.Pictures, s_sample.Value.Labels, 10_000, hidden: 128, epochs: 10);
        Assert.InRange(accuracy, 0.975, 0.99);
    }

    [Fact]
    public void The_pictures_are_the_same_bits_on_every_machine()
    {
        (byte[] pictures, byte[] labels) = Digits.Draw(1_000, 7);
        Assert.Equal("EB8AF2A88E852FC8EE028170D0FFFB51123895F73DB4E40F1327E85C046A032B", Convert.ToHexString(SHA256.HashData(pictures)));
        Assert.Equal("25C79A70C732E5CEDB643A6DA923AA6397FC1FEFCFF671F3E530DD5C6CDDEDD1", Convert.ToHexString(SHA256.HashData(labels)));
    }

    [Fact]
    public void A_larger_count_begins_with_the_same_pictures()
    {
        (byte[] few, byte[] fewLabels) = Digits.Draw(20, 3);
        (byte[] many, byte[] manyLabels) = Digits.Draw(50, 3);
        Assert.Equal(few, many[..few.Length]);
        Assert.Equal(fewLabels, manyLabels[..20]);
        Assert.NotEqual(few, Digits.Draw(20, 4).Pictures);
    }

    [Fact]
    public void Every_digit_is_as_likely()
    {
        (_, byte[] labels) = Digits.Draw(10_000, 1);
        for (int digit = 0; digit < 10; digit++) Assert.InRange(labels.Count(label => label == digit), 880, 1_120);
    }

    [Fact]
    public void Every_picture_shows_ink_and_paper()
    {
        (byte[] pictures, _) = Digits.Draw(2_000, 2);
        for (int i = 0; i < 2_000; i++)
        {
            int ink = pictures.AsSpan(i * 784, 784).ToArray().Count(pixel => pixel > 128);
            Assert.InRange(ink, 15, 300);
        }
    }

    [Fact]
    public void None_is_drawn_where_none_is_asked_for_and_a_negative_count_is_refused()
    {
        Assert.Empty(Digits.Draw(0, 0).Pictures);
        Assert.Throws<ArgumentOutOfRangeException>(() => Digits.Draw(-1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Digits.Draw(int.MaxValue, 0));
    }
}
