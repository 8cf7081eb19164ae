using Glissade.Devices.Reference;
using Glissade.Operations;

namespace Glissade.Tests.Devices.Reference;

public sealed class ReferenceDeviceTests
{
    public static TheoryData<string> Names => ["float64", "ordered"];

    private static ReferenceDevice Of(string name) => name == "float64" ? new Float64Device() : new OrderedDevice();

    private static Workspace Ran(Device device, Step step)
    {
        Workspace workspace = device.Compile(step).CreateWorkspace();
        workspace.Run();
        return workspace;
    }

    private static float Ordered(Tensor tensor) => Ran(new OrderedDevice(), new Step { Outputs = [tensor] }).Read<float>(tensor)[0];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_chain_of_100_000_nodes_needs_no_stack(string name)
    {
        var x = new Parameter("x", Shape.Scalar, DType.Float64);
        Tensor sum = x;
        for (int i = 0; i < 100_000; i++) sum += 1;
        Assert.Equal(100_000, Ran(Of(name), new Step { Outputs = [sum] }).Read<double>(sum)[0]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Updates_are_written_after_everything_was_read(string name)
    {
        var a = new Parameter("a", new Shape(2));
        var b = new Glissade.Buffer("b", new Shape(2));
        a.Set<float>([1, 2]);
        b.Set<float>([3, 4]);
        Workspace workspace = Ran(Of(name), new Step { Outputs = [a], Updates = [(a, b), (b, a + b)] });
        Assert.Equal([3, 4], a.Values<float>());
        Assert.Equal([4, 6], b.Values<float>());
        Assert.Equal([1, 2], workspace.Read<float>(a));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_scan_carries_and_emits_both_ways(string name)
    {
        Tensor sequence = Tensor.From([1f, 2, 3, 4]), scale = Tensor.From([10f]);
        ScanResults forward = Tensor.Scan([Tensor.Scalar(0)], [sequence], (c, x) => new ScanStep([c[0] + x[0]], [c[0] * scale]));
        ScanResults backward = Tensor.Scan([Tensor.Scalar(0)], [sequence], (c, x) => new ScanStep([c[0] + x[0]], [c[0]]), reverse: true);
        Workspace workspace = Ran(Of(name), new Step { Outputs = [forward.Carried[0], forward.Emitted[0], backward.Emitted[0]] });
        Assert.Equal([10], workspace.Read<float>(forward.Carried[0]));
        Assert.Equal([0, 10, 30, 60], workspace.Read<float>(forward.Emitted[0]));
        Assert.Equal([9, 7, 4, 0], workspace.Read<float>(backward.Emitted[0]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Mistakes_are_named(string name)
    {
        Input x = new("x", new Shape(3)), other = new("other", new Shape(3));
        Tensor doubled = x + x;
        Plan plan = Of(name).Compile(new Step { Outputs = [doubled] });
        Assert.Equal([x], plan.Step.Inputs);
        Workspace workspace = plan.CreateWorkspace();
        Assert.Contains("'x'", Assert.Throws<InvalidOperationException>(workspace.Run).Message, StringComparison.Ordinal);
        Assert.Contains("'other'", Assert.Throws<ArgumentException>(() => workspace.Set<float>(other, [1, 2, 3])).Message, StringComparison.Ordinal);
        Assert.Contains("got 2", Assert.Throws<ShapeException>(() => workspace.Set<float>(x, [1, 2])).Message, StringComparison.Ordinal);
        Assert.Contains("float64", Assert.Throws<ArgumentException>(() => workspace.Set<double>(x, [1, 2, 3])).Message, StringComparison.Ordinal);
        workspace.Set<float>(x, [1, 2, 3]);
        Assert.Contains("Run", Assert.Throws<InvalidOperationException>(() => workspace.Read<float>(doubled).Length).Message, StringComparison.Ordinal);
        workspace.Run();
        Assert.Equal([2, 4, 6], workspace.Read<float>(doubled));
        Assert.Throws<ArgumentException>(() => workspace.Read<float>(x).Length);
        Assert.Throws<ArgumentException>(() => workspace.Read<int>(doubled).Length);
        Assert.Throws<ArgumentException>(() => Of(name).Compile(new Step { Outputs = [doubled], Inputs = [other] }));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_index_out_of_range_names_itself_the_extent_and_the_layer(string name)
    {
        Tensor picked;
        using (Provenance.Enter("embedding", "table[i]")) picked = Tensor.From([1f, 2, 3]).Gather(Tensor.From([0, 3]));
        string message = Assert.Throws<IndexException>(() => Ran(Of(name), new Step { Outputs = [picked] })).Message;
        Assert.Equal("Gather in embedding: table[i]: the index 3 at position [1] of [2] is outside the axis, whose extent is 3; indices go from 0 to 2.", message);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_must_hold_is_said_of_the_first_number_for_which_it_does_not(string name)
    {
        foreach (int bad in (int[])[0, 7, -1, int.MaxValue])
        {
            Tensor numbers = Tensor.From([1, 2, 3, bad], new Shape(2, 2)), kept;
            using (Provenance.Enter("labels")) kept = numbers.Require(numbers.IsGreater(0) & numbers.IsLess(7), "{value} at {place} is no label; labels go from 1 to 6.");
            string message = Assert.Throws<IndexException>(() => Ran(Of(name), new Step { Outputs = [kept] })).Message;
            Assert.Equal($"labels: {bad} at position [1, 1] of [2, 2] is no label; labels go from 1 to 6.", message);
            Tensor all = numbers.Require(numbers.IsEqual(numbers), "never said");
            Assert.Equal([1, 2, 3, bad], Ran(Of(name), new Step { Outputs = [all] }).Read<int>(all));
        }
    }

    [Fact]
    public void Sums_along_the_last_axis_go_by_lanes_within_blocks_combined_pairwise()
    {
        // Within one fold l0 + l8 comes first: 1e8 + 1 loses the 1, and −1e8 cancels only afterwards.
        var values = new float[16];
        (values[0], values[8], values[4]) = (1e8f, 1, -1e8f);
        Assert.Equal(0, Ordered(Tensor.From(values).Sum()));
        (values[0], values[8], values[4]) = (1e8f, -1e8f, 1);
        Assert.Equal(1, Ordered(Tensor.From(values).Sum()));

        // Five blocks: ((0 + 1) + (2 + 3)) + 4.
        var blocks = new float[5 * 4096];
        (blocks[0], blocks[4096], blocks[2 * 4096], blocks[3 * 4096], blocks[4 * 4096]) = (1e8f, 1, -1e8f, 1, 1);
        Assert.Equal(1, Ordered(Tensor.From(blocks).Sum()));
        blocks[4096] = -1e8f;
        blocks[2 * 4096] = 1;
        Assert.Equal(3, Ordered(Tensor.From(blocks).Sum()));
    }

    [Fact]
    public void Sums_along_other_axes_go_in_order_and_are_cut()
    {
        // One column beside, so that the axis is not the last.
        float[,] values = { { 1e8f, 0 }, { 1, 0 }, { 1, 0 }, { -1e8f, 0 } };
        Assert.Equal(0, Ordered(Tensor.Apply(new Sum(0), Tensor.From(values))));
        float[,] halves = { { 1, 0 }, { 1e8f, 0 }, { 1, 0 }, { -1e8f, 0 } };
        Assert.Equal(0, Ordered(Tensor.Apply(new Sum(0, 2), Tensor.From(halves))));
        float[,] cancelling = { { 1e8f, 0 }, { -1e8f, 0 }, { 1, 0 }, { 1, 0 } };
        Assert.Equal(2, Ordered(Tensor.Apply(new Sum(0, 2), Tensor.From(cancelling))));
    }

    [Fact]
    public void Composites_are_taken_literally_on_request()
    {
        // Nothing but the bodies: the same values where nothing needs rescue.
        Tensor x = Tensor.From([-1f, 0, 2]), softmax = x.Softmax();
        var workspace = (ReferenceWorkspace)Ran(new Float64Device { Literally = true }, new Step { Outputs = [softmax] });
        double[] values = (double[])workspace.Values(softmax);
        Assert.Equal(1, values.Sum(), 15);
        Assert.Equal(0.8437947344813395, values[2], 15);
    }
}
