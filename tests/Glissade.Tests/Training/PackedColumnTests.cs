namespace Glissade.Tests.Training;

/// <summary>Bytes that are kept packed are the bytes that they were.</summary>
public sealed class PackedColumnTests
{
    [Theory]
    [InlineData(1, 500, 0.5)]
    [InlineData(7, 300, 0)]
    [InlineData(8, 300, 1)]
    [InlineData(9, 300, 0.3)]
    [InlineData(784, 3000, 0.2)]
    [InlineData(4099, 700, 0.9)]
    [InlineData(PackedBytes.MostWidth, 40, 0.6)]
    public void Packed_bytes_come_out_as_they_went_in(int width, int count, double share)
    {
        byte[] values = Bytes(width * count, share);
        var plain = new DataColumn<byte>(values, new Shape(width));
        PackedColumn packed = Pack(values, width);
        Assert.Equal((plain.Count, plain.Width, plain.Type), (packed.Count, packed.Width, packed.Type));
        Assert.Equal(values, packed.ToArray());
        Assert.Equal(plain.ByteSums(), packed.ByteSums());
        int[] some = [count - 1, 0, count / 2, 0];
        var taken = (PackedColumn)packed.Take(some);
        Assert.Equal(((DataColumn<byte>)plain.Take(some)).Values.ToArray(), taken.ToArray());
        foreach (int index in (int[])[0, width / 2, width - 1])
            for (int i = 0; i < some.Length; i++) Assert.Equal(plain.Number(some[i], index), taken.Number(i, index));
    }

    [Fact]
    public void A_training_on_packed_bytes_has_the_bits_of_one_on_plain_ones()
    {
        const int width = 12, count = 70;
        byte[] values = Bytes(width * count, 0.3);
        int[] classes = [.. Enumerable.Range(0, count).Select(i => i % 3)];
        Assert.Equal(Train(new DataColumn<byte>(values, new Shape(width))), Train(Pack(values, width)));

        float[] Train(DataColumn inputs)
        {
            var model = new Sequential(new Linear(width, 3));
            var data = new Dataset(inputs, new DataColumn<int>(classes, Shape.Scalar));
            new Trainer(model, new CrossEntropy(), new Sgd { LearningRate = 0.1f }) { BatchSize = 16, InputScale = Scaling.OfInputs(data) }.Fit(data, epochs: 2);
            return [.. model.Parameters.SelectMany(parameter => parameter.Values<float>().ToArray())];
        }
    }

    [Theory]
    [InlineData(0.1, true)]
    [InlineData(0.95, false)]
    public void A_file_is_packed_where_that_pays(double share, bool pays)
    {
        byte[] values = Bytes(100 * 28 * 28, share);
        string path = Path.GetTempFileName();
        try
        {
            using (FileStream file = File.Create(path)) Idx.From(values, new Shape(100, 28, 28)).Write(file);
            Idx read = Idx.ReadPacked(path);
            Assert.Equal(pays, read.Packed is not null);
            Assert.Equal(values, read.ToArray<byte>());
            using (FileStream file = File.OpenWrite(path)) file.SetLength(file.Length - 1);
            Assert.Throws<GlissadeException>(() => Idx.ReadPacked(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static PackedColumn Pack(byte[] values, int width)
    {
        var bytes = new PackedBytes(width);
        var starts = new List<int>();
        // In two goes, of which the first may fill several chunks.
        int half = values.Length / width / 2 * width;
        bytes.Append(values.AsSpan(0, half), starts);
        bytes.Append(values.AsSpan(half), starts);
        return new PackedColumn(bytes, [.. starts], new Shape(width));
    }

    private static byte[] Bytes(int count, double share) => [.. Toy.Numbers(count).Take(count).Select(u => u < share ? (byte)(1 + (int)(u / share * 255)) : (byte)0)];
}
