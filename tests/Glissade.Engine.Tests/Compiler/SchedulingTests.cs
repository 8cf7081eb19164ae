using Glissade.Compiler;

namespace Glissade.Tests.Compiler;

/// <summary>What the scheduler makes of training steps: which kernels there are, and what is not written.</summary>
public sealed class SchedulingTests
{
    private static readonly Parameter s_x = new("x", new Shape(300, 12)), s_first = new("first", new Shape(12, 8)), s_second = new("second", new Shape(8, 5)), s_column = new("column", new Shape(12, 1));

    [Fact]
    public void A_moment_is_multiplied_by_its_decay_where_its_gradient_is_finished()
    {
        Parameter[] weights = [s_first, s_second];
        State[] moments = [.. weights.Select(weight => new Glissade.Buffer(weight.Name + ".moment", weight.Shape))];
        Tensor loss = s_x.MatMul(s_first).Tanh().MatMul(s_second).Square().Sum();
        Tensor[] gradients = Gradient.Of(loss, weights);
        var updates = new List<(State, Tensor)>();
        for (int i = 0; i < weights.Length; i++)
        {
            Tensor moment = moments[i] * 0.9 + gradients[i] * 0.1;
            updates.Add((moments[i], moment));
            updates.Add((weights[i], weights[i] - moment * 0.01));
        }

        Program program = Compilation.Compile(new Step { Outputs = [loss], Updates = updates });
        Kernel[] writers = [.. program.Kernels.Where(kernel => kernel.Writes.Any(buffer => program.Buffers[buffer].Kind == BufferKind.State))];
        Assert.Equal(2, writers.Length);
        Assert.All(writers, kernel => Assert.IsType<ProductKernel>(kernel));
        // The sum of squares, two products forward, one back, and the two that update.
        Assert.Equal(5, program.Kernels.Count(kernel => kernel is ProductKernel));
        Assert.InRange(program.Kernels.Count, 5, 7);
    }

    [Fact]
    public void A_large_gradient_that_only_its_update_reads_has_no_buffer()
    {
        var weight = new Parameter("weight", new Shape(12, 2_000));
        Tensor loss = s_x.MatMul(weight).Tanh().Square().Sum(), gradient = Gradient.Of(loss, weight)[0];
        (State, Tensor)[] updates = [(weight, weight - gradient * 0.01)];
        ProductKernel passing = Assert.Single(Compilation.Compile(new Step { Outputs = [loss], Updates = updates }).Kernels.OfType<ProductKernel>(), kernel => kernel.Rows == 12);
        Assert.True(passing.Passing);
        Assert.Equal((12, 2_000, 300), (passing.Rows, passing.Columns, passing.Inner));
        Assert.DoesNotContain(passing.Output, passing.Writes);

        // Who looks at it gets it.
        Assert.DoesNotContain(Compilation.Compile(new Step { Outputs = [loss, gradient], Updates = updates }).Kernels.OfType<ProductKernel>(), kernel => kernel is { Passing: true, Rows: 12 });
    }

    [Fact]
    public void The_mask_of_a_rectifier_is_not_written()
    {
        Tensor loss = s_x.MatMul(s_first).Relu().MatMul(s_second).Square().Sum();
        Program program = Compilation.Compile(new Step { Outputs = [loss, .. Gradient.Of(loss, s_first, s_second)] });
        Assert.DoesNotContain(program.Buffers, buffer => buffer.Type == DType.Bool && buffer.LastUse >= 0);
    }

    [Fact]
    public void Forward_and_back_through_one_output_is_one_pass()
    {
        Tensor loss = s_x.MatMul(s_column).Softplus().Sum();
        Program program = Compilation.Compile(new Step { Outputs = [loss], Updates = [(s_column, s_column - Gradient.Of(loss, s_column)[0] * 0.1)] });
        Assert.Single(program.Kernels, kernel => kernel is ColumnPassKernel);
        Assert.DoesNotContain(program.Kernels, kernel => kernel is ProductKernel);
    }

    [Fact]
    public void What_is_cheap_over_one_leaf_keeps_nothing_from_where_it_could_be()
    {
        // The target's masks and factors hang on nothing else: placed on their own after the sum, they would take the whole way back with them.
        var target = new Parameter("target", new Shape(300, 1));
        Tensor z = s_x.MatMul(s_column);
        Tensor one = Tensor.Select(target.IsEqual(0), 0, target * z.LogSigmoid()), other = Tensor.Select(target.IsEqual(1), 0, (1 - target) * (-z).LogSigmoid());
        Tensor loss = -(one + other).Sum();
        Program program = Compilation.Compile(new Step { Outputs = [loss], Updates = [(s_column, s_column - Gradient.Of(loss, s_column)[0] * 0.1)] });
        Assert.Single(program.Kernels, kernel => kernel is ColumnPassKernel);
    }

    [Fact]
    public void Bias_activation_and_residual_are_done_where_a_convolution_is_finished()
    {
        Parameter x = new("x", new Shape(2, 4, 8, 8)), w = new("w", new Shape(4, 4, 3, 3)), bias = new("bias", new Shape(4, 1, 1));
        Tensor y = (x.Convolve(w, before: [1, 1], after: [1, 1]) + bias + x).Relu();
        Program program = Compilation.Compile(new Step { Outputs = [y] });
        ConvolutionKernel kernel = Assert.IsType<ConvolutionKernel>(Assert.Single(program.Kernels));
        Assert.Equal([2, 4, 64], kernel.Epilogue!.Extents);
        // What the activation leaves lies where the convolution was written.
        Assert.Equal(y.Count * sizeof(float), program.ArenaBytes);
    }

    [Fact]
    public void A_pass_is_not_joined_over_a_kernel_that_stands_between()
    {
        // What goes back needs the largest product of all, which is known after the whole pass.
        Tensor product = s_x.MatMul(s_column);
        Tensor back = s_x.Transpose().MatMul(product / product.Max(0, keepDimensions: true));
        Program program = Compilation.Compile(new Step { Outputs = [back] });
        Assert.DoesNotContain(program.Kernels, kernel => kernel is ColumnPassKernel);
    }

    [Fact]
    public void Both_choices_of_minus_the_size_are_one_exponential()
    {
        Program program = Compilation.Compile(new Step { Outputs = [s_x.LogSigmoid() + (-s_x).LogSigmoid()] });
        Assert.Equal(1, program.Kernels.OfType<LoopKernel>().Sum(kernel => kernel.Body.Count(instruction => instruction.Code == Operations.LoopCode.Exp && instruction.Op == LoopOp.Compute)));
    }
}
