namespace Glissade.Tests.Compiler;

public sealed class UpdatePlacementTests
{
    [Fact]
    public void States_swap_because_all_read_the_old_values()
    {
        Parameter a = Filled("a", 1), b = Filled("b", 2);
        Run(new Step { Updates = [(a, b), (b, a)] });
        Assert.Equal([2, 2, 2], a.Values<float>().ToArray());
        Assert.Equal([1, 1, 1], b.Values<float>().ToArray());
    }

    [Fact]
    public void An_output_shows_a_state_as_it_was_when_the_step_began()
    {
        Parameter a = Filled("a", 1);
        Tensor output = a * 1, plain = a;
        var step = new Step { Outputs = [output, plain], Updates = [(a, a + 5)] };
        Workspace workspace = Run(step);
        Assert.Equal([1, 1, 1], workspace.Read<float>(output).ToArray());
        Assert.Equal([1, 1, 1], workspace.Read<float>(plain).ToArray());
        Assert.Equal([6, 6, 6], a.Values<float>().ToArray());
    }

    [Fact]
    public void A_weight_is_not_overwritten_while_its_product_is_still_to_come()
    {
        // The update is ready before the product that reads the old weight.
        var w = new Parameter("w", new Shape(3, 3));
        w.ForWriting().Span<float>().Fill(1);
        Tensor next = w * 2, product = next.MatMul(w);
        Workspace workspace = Run(new Step { Outputs = [product], Updates = [(w, next)] });
        Assert.All(workspace.Read<float>(product).ToArray(), value => Assert.Equal(6, value));
        Assert.All(w.Values<float>().ToArray(), value => Assert.Equal(2, value));
    }

    [Fact]
    public void A_step_that_fails_leaves_every_state_as_it_was()
    {
        Parameter a = Filled("a", 1), table = Filled("table", 3);
        var indices = new Input("indices", new Shape(2), DType.Int32);
        Tensor picked = (table * 1.5).Gather(indices).Exp();
        var step = new Step { Outputs = [picked], Updates = [(a, a * 2), (table, table + picked.Sum())] };
        Workspace workspace = Device.Cpu.Compile(step).CreateWorkspace();
        workspace.Set<int>(indices, [0, 3]);
        Assert.Throws<IndexException>(workspace.Run);
        Assert.Equal([1, 1, 1], a.Values<float>().ToArray());
        Assert.Equal([3, 3, 3], table.Values<float>().ToArray());

        workspace.Set<int>(indices, [0, 2]);
        workspace.Run();
        Assert.Equal([2, 2, 2], a.Values<float>().ToArray());
    }

    [Fact]
    public void An_optimizer_updates_in_the_pass_that_finishes_the_gradient()
    {
        var w = new Parameter("w", new Shape(8, 4));
        var x = new Input("x", new Shape(16, 8));
        Tensor loss = x.MatMul(w).Square().Sum();
        string plan = Device.Cpu.Compile(new Step { Updates = [(w, w - 0.1 * Gradient.Of(loss, w)[0])] }).ToString()!;
        Assert.Contains("w = (w - 0.10000000149011612", plan, StringComparison.Ordinal);
        Assert.Contains("2 kernels", plan, StringComparison.Ordinal);
    }

    private static Parameter Filled(string name, float value)
    {
        var parameter = new Parameter(name, new Shape(3));
        parameter.ForWriting().Span<float>().Fill(value);
        return parameter;
    }

    private static Workspace Run(Step step)
    {
        Workspace workspace = Device.Cpu.Compile(step).CreateWorkspace();
        workspace.Run();
        return workspace;
    }
}
