using Xunit.Abstractions;

namespace Glissade.Tests;

public sealed class IdxFolderTests(ITestOutputHelper output) : TableFiles
{
    [Fact]
    public void Mnist_is_read_with_its_test_set()
    {
        if (SharedData.Find("mnist", output) is not { } folder) return;
        Assert.True(IdxFolder.Recognises(folder));
        IdxFolder mnist = IdxFolder.Read(folder);
        Assert.Equal((60_000, 10_000), (mnist.Training.Count, mnist.Test!.Count));
        Assert.Equal(new Shape(28, 28), mnist.Training.Shape);
        Assert.Equal([5, 0, 4, 1, 9], mnist.Training.Labels[..5]);
        Assert.Equal([7, 2, 1, 0, 4], mnist.Test.Labels[..5]);
        PicturePreprocessing scale = PicturePreprocessing.Fit(mnist.Training.Pixels, mnist.Training.Shape, [.. Enumerable.Range(0, 60_000)]);
        Assert.Equal((0.1307, 0.3081), (Math.Round(scale.Mean, 4), Math.Round(scale.Deviation, 4)));
    }

    [Fact]
    public void Files_that_do_not_belong_together_are_refused()
    {
        Assert.False(IdxFolder.Recognises(Folder));
        Assert.Contains("no training pictures", Refusal(Folder), StringComparison.Ordinal);
        Assert.Contains("no such folder", Refusal(Path.Combine(Folder, "absent")), StringComparison.Ordinal);
        Save("train-images-idx3-ubyte", Idx.From(new byte[2 * 3 * 3], new Shape(2, 3, 3)));
        Assert.Contains("no labels", Refusal(Folder), StringComparison.Ordinal);
        Save("train-labels-idx1-ubyte", Idx.From(new byte[3], new Shape(3)));
        Assert.Contains("3 labels for 2 pictures", Refusal(Folder), StringComparison.Ordinal);
        Save("train-labels-idx1-ubyte", Idx.From(new byte[] { 4, 250 }, new Shape(2)));
        Assert.Equal([4, 250], IdxFolder.Read(Folder).Training.Labels);
        Assert.Null(IdxFolder.Read(Folder).Test);
        Save("t10k-images-idx3-ubyte", Idx.From(new byte[4], new Shape(1, 2, 2)));
        Save("t10k-labels-idx1-ubyte", Idx.From(new byte[1], new Shape(1)));
        IdxFolder other = IdxFolder.Read(Folder);
        Assert.Contains("test pictures are", Assert.Throws<GlissadeException>(() => other.Test).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_test_set_is_read_when_it_is_asked_for()
    {
        Save("train-images-idx3-ubyte", Idx.From(new byte[2 * 3 * 3], new Shape(2, 3, 3)));
        Save("train-labels-idx1-ubyte", Idx.From(new byte[] { 4, 250 }, new Shape(2)));
        IdxFolder folder = IdxFolder.Read(Folder);
        Save("t10k-images-idx3-ubyte", Idx.From(new byte[9], new Shape(1, 3, 3)));
        Save("t10k-labels-idx1-ubyte", Idx.From(new byte[1], new Shape(1)));
        Assert.Equal(1, folder.Test!.Count);
        Assert.Same(folder.Test, folder.Test);
    }

    [Fact]
    public void Pictures_become_examples_without_a_copy()
    {
        byte[] pixels = [1, 2, 3, 4];
        Dataset data = new PictureSet(pixels, [7, 8], new Shape(1, 2)).ToDataset();
        Assert.Equal((2, new Shape(1, 2), DType.UInt8), (data.Count, data.InputShape, data.InputType));
        pixels[3] = 9;
        Assert.Equal((9.0, 8.0), (data.Inputs.Number(1, 1), data.Targets!.Number(1, 0)));
    }

    private void Save(string name, Idx idx)
    {
        using FileStream file = File.Create(Path.Combine(Folder, name));
        idx.Write(file);
    }

    private static string Refusal(string folder) => Assert.Throws<GlissadeException>(() => IdxFolder.Read(folder)).Message;
}
