namespace Glissade.Tests.Graph;

public sealed class TensorTests
{
    private static readonly Tensor s_x = Tensor.From<float>([1, 2, 3, 4, 5, 6], new Shape(2, 3));

    [Fact]
    public void Operators_broadcast_as_numpy_does()
    {
        Assert.Equal([11, 22, 33, 14, 25, 36], (s_x + Tensor.From<float>([10, 20, 30])).ToArray<float>());
        Assert.Equal([-1, -2, -3, -4, -5, -6], (-s_x).ToArray<float>());
        Assert.Equal([1, 0.5f, 1 / 3f, 0.25f, 0.2f, 1 / 6f], (1 / s_x).ToArray<float>());
    }

    [Fact]
    public void Shapes_that_do_not_broadcast_are_named()
    {
        var error = Assert.Throws<ShapeException>(() => s_x + Tensor.From<float>([1, 2]));
        Assert.Contains("[2, 3]", error.Message, StringComparison.Ordinal);
        Assert.Contains("[2]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Types_do_not_mix_and_the_error_names_the_cast()
    {
        var error = Assert.Throws<ShapeException>(() => s_x + Tensor.From<double>([1, 2, 3]));
        Assert.Contains("float32", error.Message, StringComparison.Ordinal);
        Assert.Contains("Cast", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_that_a_type_cannot_hold_are_refused()
    {
        Tensor whole = Tensor.From<int>([1, 2, 3]);
        foreach (Func<Tensor> mistake in (Func<Tensor>[])[() => whole * 0.5, () => whole + 3e9, () => whole.IsLess(0.5), () => Tensor.Scalar(double.NaN, DType.Int32),
            () => Tensor.Full(256, new Shape(2), DType.UInt8), () => Tensor.Scalar(2, DType.Bool)])
        {
            Assert.Contains("Cast", Assert.Throws<ArgumentException>(mistake).Message, StringComparison.Ordinal);
        }

        Assert.Equal([int.MinValue], (Tensor.From<int>([0]) + int.MinValue).ToArray<int>());
        Assert.Equal([-2], (Tensor.From<int>([-2]) + -0.0).ToArray<int>());
    }

    [Fact]
    public void The_smallest_of_int32_is_right_at_the_ends_of_its_range()
    {
        Assert.Equal(int.MinValue, Tensor.From<int>([int.MaxValue, int.MinValue, -7, 7]).Min(0).ToScalar<int>());
        Assert.Equal(int.MaxValue, Tensor.From<int>([]).Min(0).ToScalar<int>());
        Assert.Equal([-3, 4], Tensor.From(new[,] { { -3, 9 }, { 5, 4 } }).Min(0).ToArray<int>());
    }

    [Fact]
    public void Misuse_is_explained()
    {
        Assert.Throws<ShapeException>(() => new Shape(int.MaxValue, int.MaxValue, int.MaxValue));
        Assert.Throws<ShapeException>(() => new Parameter("huge", new Shape(int.MaxValue, int.MaxValue)));
        Assert.Equal(0, new Shape(0, int.MaxValue, int.MaxValue).Count);
        Assert.Throws<ArgumentException>(() => Device.Cpu.Compile(new Step { Outputs = [null!] }));
        Assert.Contains("int32", Assert.Throws<ArgumentException>(() => Gradient.Of(s_x.Sum(), Tensor.From<int>([1]))).Message, StringComparison.Ordinal);
        Assert.Contains("Cast", Assert.Throws<ShapeException>(() => new Parameter("p", new Shape(2)).Assign(Tensor.From<int>([1, 2]))).Message, StringComparison.Ordinal);

        Tensor output = new Parameter("p", new Shape(2)) + 1;
        Workspace workspace = Device.Cpu.Compile(new Step { Outputs = [output] }).CreateWorkspace();
        Assert.Throws<InvalidOperationException>(() => workspace.Read<float>(output)[0]);
        Assert.Contains("none", Assert.Throws<ArgumentException>(() => workspace.Set(new Input("x"), 1f)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        Assert.Throws<ArgumentNullException>(() => s_x + null!);
        Assert.Contains("77", Assert.Throws<ShapeException>(() => s_x.Cast((DType)77)).Message, StringComparison.Ordinal);
        Assert.Contains("ScanStep", Assert.Throws<ArgumentException>(() => Tensor.Scan([s_x], [s_x], (_, _) => null!)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Slices_and_axes_count_from_either_end()
    {
        Assert.Equal([2, 3, 5, 6], s_x[.., 1..].ToArray<float>());
        Assert.Equal([6], s_x[^1.., ^1..].ToArray<float>());
        Assert.Equal([4, 5, 6], s_x.At(-1).ToArray<float>());
        Assert.Equal([6, 15], s_x.Sum(-1).ToArray<float>());
        Assert.Equal(new Shape(2, 1), s_x.Max(-1, keepDimensions: true).Shape);
        Assert.Throws<ShapeException>(() => s_x.Sum(2));
        Assert.Throws<ShapeException>(() => s_x[.., 2..5]);
    }

    [Fact]
    public void Every_type_goes_in_and_comes_out()
    {
        Assert.Equal([1.5, -2], Tensor.From<double>([1.5, -2]).ToArray<double>());
        Assert.Equal([7, -8], Tensor.From<int>([7, -8]).ToArray<int>());
        Assert.Equal([true, false], Tensor.From<bool>([true, false]).ToArray<bool>());
        Assert.Equal([0, 255], Tensor.From<byte>([0, 255]).ToArray<byte>());
        Assert.Equal([1, 2, 3, 4], Tensor.From(new float[,] { { 1, 2 }, { 3, 4 } }).ToArray<float>());
        Assert.Equal(2.5f, Tensor.Scalar(2.5).ToScalar<float>());
        Assert.Throws<ArgumentException>(() => s_x.ToArray<int>());
        Assert.Throws<ArgumentException>(() => Tensor.From<long>([1]));
    }

    [Fact]
    public void Chains_of_a_hundred_thousand_nodes_work()
    {
        var w = new Parameter("w", new Shape(4));
        w.Set<float>([1, 2, 3, 4]);
        Tensor x = w;
        for (int i = 0; i < 100_000; i++) x += 1;
        Assert.Equal([100_001, 100_002, 100_003, 100_004], x.ToArray<float>());
        Assert.Equal([1, 1, 1, 1], Gradient.Of(x.Sum(), w)[0].ToArray<float>());
    }

    [Fact]
    public void A_loop_outside_a_step_does_not_grow_for_ever()
    {
        // Far beyond the longest chain; the history before it is let go.
        Tensor w = Tensor.Full(1 << 20, new Shape(3));
        for (int i = 0; i < Tensor.LongestChain + 1000; i++) w -= 1;
        Assert.True(w.Depth < Tensor.LongestChain);
        Assert.Equal((1 << 20) - Tensor.LongestChain - 1000, w.ToArray<float>()[0]);

        // Detached and looked at, it is a leaf at once.
        Tensor v = Tensor.Ones(new Shape(3));
        for (int i = 0; i < 50; i++)
        {
            v = (v * 0.5).Detach();
            _ = v.ToArray<float>();
            Assert.Equal(0, v.Depth);
        }

        // Assign keeps a parameter a leaf.
        var p = new Parameter("p", new Shape(3));
        for (int i = 0; i < 50; i++) p.Assign(p + 1);
        Assert.Equal([50, 50, 50], p.Values<float>().ToArray());
    }

    [Fact]
    public void A_detached_expression_over_a_parameter_follows_the_parameter()
    {
        var p = new Parameter("p", new Shape(1));
        Tensor twice = (p * 2).Detach();
        Assert.Equal([0], twice.ToArray<float>());
        p.Set<float>([3]);
        Assert.Equal([6], twice.ToArray<float>());
    }

    [Fact]
    public void Zeros_of_both_signs_are_two_numbers()
    {
        Tensor sign = Tensor.Select(s_x.IsLess(4), Tensor.Scalar(0.0), Tensor.Scalar(-0.0)), other = Tensor.Select(s_x.IsLess(2), Tensor.Scalar(-0.0), Tensor.Scalar(0.0));
        Assert.Equal([0, 0, 0, int.MinValue, int.MinValue, int.MinValue], sign.ToArray<float>().Select(BitConverter.SingleToInt32Bits));
        Assert.Equal([int.MinValue, 0, 0, 0, 0, 0], other.ToArray<float>().Select(BitConverter.SingleToInt32Bits));
    }

    [Fact]
    public void Random_streams_of_two_names_have_nothing_in_common()
    {
        Tensor seed = Tensor.Scalar(1, DType.Int32), zero = Tensor.Scalar(0, DType.Int32);
        Tensor Stream(string name) => Tensor.RandomBits(new Shape(3, 50), name, seed, zero, zero);
        Tensor a = Stream("a"), b = Stream("b"), again = Stream("a");
        Workspace workspace = Device.Cpu.Compile(new Step { Outputs = [a, b, again] }).CreateWorkspace();
        workspace.Run();
        Assert.Equal(workspace.Read<int>(a), workspace.Read<int>(again));
        Assert.Equal(a.ToArray<int>(), workspace.Read<int>(a));
        Assert.DoesNotContain(true, workspace.Read<int>(a).ToArray().Zip(workspace.Read<int>(b).ToArray(), (x, y) => x == y));
    }

    [Fact]
    public void Random_bits_may_be_drawn_some_rows_at_a_time()
    {
        Tensor seed = Tensor.Scalar(1, DType.Int32), zero = Tensor.Scalar(0, DType.Int32);
        Tensor Rows(int count, Tensor? first) => Tensor.RandomBits(new Shape(2, count, 7), "a", seed, zero, zero, first);
        Assert.Equal(Rows(5, null).Narrow(1, 2, 3).ToArray<int>(), Rows(3, Tensor.Scalar(2, DType.Int32)).ToArray<int>());
        Tensor scanned = Tensor.Scan([], [Tensor.Iota(new Shape(3))], (_, item) => new ScanStep([], [Rows(2, item[0] * 2)])).Emitted[0];
        Assert.Equal(Rows(6, null).ToArray<int>(), scanned.Permute(1, 0, 2, 3).Reshape(2, 6, 7).ToArray<int>());
        Assert.Contains("examples and rows", Assert.Throws<ShapeException>(() => Tensor.RandomBits(new Shape(2), "a", seed, zero, zero, zero)).Message);
    }

    [Fact]
    public void Printing_shows_values_as_a_person_writes_them()
    {
        Assert.Equal("float32 [2, 3]\n[[1, 2, 3],\n [4, 5, 6]]", s_x.ToString());
        Assert.Equal("bool [2]\n[true, false]", Tensor.From<bool>([true, false]).ToString());
        Assert.Equal("float64 scalar\n0.5", Tensor.Scalar(0.5, DType.Float64).ToString());
        string large = Tensor.Iota(new Shape(5000)).ToString();
        Assert.StartsWith("int32 [5000]\n[0, 1, 2, ", large, StringComparison.Ordinal);
        Assert.Contains("…", large, StringComparison.Ordinal);
        Assert.True(large.Length < 200);
    }

    [Fact]
    public void An_expression_over_an_input_prints_as_a_formula()
    {
        var x = new Input("x", new Shape(3));
        Assert.Equal("float32 [3] = (x·2 + 1)", (x * 2 + 1).ToString());
    }

    [Fact]
    public void Printing_changes_no_bit_of_anything_else()
    {
        var z = new Parameter("z", new Shape(1));
        z.Set<float>([-90]);
        Tensor p = z.Sigmoid();
        Tensor loss = -p.Log();
        string before = loss.ToString();
        _ = p.ToString();
        Assert.Equal(before, loss.ToString());
        Assert.Equal(90f, loss.ToArray<float>()[0]);
        Workspace both = Device.Cpu.Compile(new Step { Outputs = [loss, p] }).CreateWorkspace();
        both.Run();
        Assert.Equal(90f, both.Read<float>(loss)[0]);
    }

    [Fact]
    public void Nodes_know_the_layer_and_formula_they_came_from()
    {
        Tensor y;
        var w = new Parameter("w", new Shape(3));
        using (Provenance.Enter("encoder"))
        using (Provenance.Enter("linear1", "x·W + b"))
            y = w * 2;
        Assert.Equal("encoder/linear1: x·W + b", y.Provenance.ToString());
        Assert.Equal("encoder/linear1: x·W + b", Gradient.Of(y.Sum(), w)[0].Provenance.ToString());
        Assert.Contains("encoder/linear1", Device.Cpu.Compile(new Step { Outputs = [y] }).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_index_out_of_range_names_the_layer()
    {
        Tensor picked;
        using (Provenance.Enter("embedding")) picked = s_x.Gather(Tensor.From<int>([0, 2]));
        var error = Assert.Throws<IndexException>(() => picked.ToArray<float>());
        Assert.Contains("embedding", error.Message, StringComparison.Ordinal);
        Assert.Contains("2", error.Message, StringComparison.Ordinal);
    }
}
