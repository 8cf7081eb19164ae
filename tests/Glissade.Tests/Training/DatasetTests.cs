namespace Glissade.Tests.Training;

public sealed class DatasetTests
{
    private sealed record House(float Area, float Rooms, float Price, string Town);

    private static readonly House[] s_houses = [.. Enumerable.Range(0, 20).Select(i => new House(50 + i, 2 + i % 3, 100 + 2 * i, i % 2 == 0 ? "Ulm" : "Bonn"))];

    [Fact]
    public void Rows_become_examples()
    {
        Dataset houses = Dataset.From(s_houses, h => new[] { h.Area, h.Rooms }, h => h.Price);
        Assert.Equal((20, new Shape(2), new Shape(1)), (houses.Count, houses.InputShape, houses.TargetShape));
        Assert.Equal((53.0, 2.0, 106.0), (houses.Inputs.Number(3, 0), houses.Inputs.Number(3, 1), houses.Targets!.Number(3, 0)));
    }

    [Fact]
    public void Doubles_serve_as_well_as_floats() =>
        Assert.Equal(51, Dataset.From(s_houses, h => new[] { (double)h.Area }, h => (double)h.Price).Inputs.Number(1, 0));

    [Fact]
    public void Names_become_classes_in_their_order()
    {
        Dataset towns = Dataset.From(s_houses, h => new[] { h.Area }, h => h.Town);
        Assert.Equal(["Bonn", "Ulm"], towns.Labels);
        Assert.Equal((Shape.Scalar, 1.0, 0.0), (towns.TargetShape, towns.Targets!.Number(0, 0), towns.Targets.Number(1, 0)));
    }

    [Fact]
    public async Task Rows_may_arrive_one_by_one()
    {
        async IAsyncEnumerable<House> Arrive()
        {
            foreach (House house in s_houses)
            {
                await Task.Yield();
                yield return house;
            }
        }

        Dataset numbers = await Dataset.FromAsync(Arrive(), h => [h.Area], h => h.Price), classes = await Dataset.FromAsync(Arrive(), h => [h.Area], h => h.Town);
        Assert.Equal((20, 20, 2), (numbers.Count, classes.Count, classes.Labels.Count));
    }

    [Fact]
    public void Bytes_stay_bytes()
    {
        Dataset pictures = Dataset.From<byte, byte>(new byte[2 * 9], new Shape(3, 3), [0, 1]);
        Assert.Equal((DType.UInt8, 2), (pictures.InputType, pictures.Count));
    }

    [Fact]
    public void A_split_is_seeded_and_keeps_every_class_in_proportion()
    {
        Dataset data = Toy.Classes(600);
        (Dataset first, Dataset second) = data.Split(0.25, seed: 3);
        Assert.Equal(600, first.Count + second.Count);
        double Share(Dataset set, int label) => Enumerable.Range(0, set.Count).Count(i => (int)set.Targets!.Number(i, 0) == label) / (double)set.Count;
        for (int label = 0; label < 3; label++) Assert.Equal(Share(data, label), Share(second, label), 0.01);
        (_, Dataset again) = data.Split(0.25, seed: 3);
        (_, Dataset other) = data.Split(0.25, seed: 4);
        Assert.Equal(Enumerable.Range(0, second.Count).Select(i => second.Inputs.Number(i, 0)), Enumerable.Range(0, again.Count).Select(i => again.Inputs.Number(i, 0)));
        Assert.NotEqual(Enumerable.Range(0, 100).Select(i => second.Inputs.Number(i, 0)), Enumerable.Range(0, 100).Select(i => other.Inputs.Number(i, 0)));
    }

    [Fact]
    public void What_cannot_be_learned_from_is_refused_by_its_place()
    {
        Assert.Contains("row 2", Assert.Throws<GlissadeException>(() => Dataset.From([1, 2, 3], i => new float[i == 3 ? 2 : 1], _ => 0f)).Message, StringComparison.Ordinal);
        Assert.Contains("example 1", Assert.Throws<GlissadeException>(() => Dataset.From([1, 2], i => [i == 2 ? float.NaN : 1f], _ => 0f)).Message, StringComparison.Ordinal);
        Assert.Contains("no rows", Assert.Throws<GlissadeException>(() => Dataset.From(Array.Empty<int>(), _ => [1f], _ => 0f)).Message, StringComparison.Ordinal);
        Assert.Throws<ShapeException>(() => Dataset.From<float, float>([1, 2, 3], new Shape(2), [1]));
        Assert.Throws<ShapeException>(() => Dataset.From<float, float>([1, 2, 3, 4], new Shape(2), [1]));
        Assert.Throws<GlissadeException>(() => Toy.Line(3).WithWeights([1, -1, 1]));
        Assert.Throws<GlissadeException>(() => Toy.Line(3).WithWeights([0, 0, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Toy.Line(3).Take([3]));
    }

    [Fact]
    public void Targets_that_a_loss_cannot_take_are_refused_before_the_first_step()
    {
        Dataset classes = Dataset.From<float, int>([1, 2, 3], new Shape(1), [0, 1, 7]);
        GlissadeException wrong = Assert.Throws<GlissadeException>(() => new Trainer(new Linear(1, 3), new CrossEntropy(), new Adam()).Fit(classes));
        Assert.Contains("class 7 of example 2", wrong.Message, StringComparison.Ordinal);
        Dataset numbers = Dataset.From<float, float>([1, 2], new Shape(1), [0, 1.5f]);
        Assert.Contains("1.5", Assert.Throws<GlissadeException>(() => new Trainer(new Linear(1, 1), new BinaryCrossEntropyWithLogits(), new Adam()).Fit(numbers)).Message, StringComparison.Ordinal);
        // A softmax never meets a cross entropy that wants logits.
        Assert.Throws<GlissadeException>(() => new Trainer(new Sequential(new Linear(1, 3), new Softmax()), new CrossEntropy(), new Adam()).Fit(classes.Take(..2)));
        // A loss never broadcasts.
        ShapeException shapes = Assert.Throws<ShapeException>(() => new Trainer(new Linear(1, 2), new MeanSquaredError(), new Adam()).Fit(numbers));
        Assert.Contains("[2, 2]", shapes.Message, StringComparison.Ordinal);
    }
}
