namespace Glissade.Tests.Support;

/// <summary>A small network with its training step, for tests of how steps behave.</summary>
internal sealed class Mlp
{
    private readonly bool _dropout;

    public Mlp(int batch, int inputs = 12, int hidden = 9, int classes = 4, bool dropout = false)
    {
        _dropout = dropout;
        X = new Input("x", new Shape(batch, inputs));
        Labels = new Input("labels", new Shape(batch), DType.Int32);
        Rate = new Input("rate");
        StepNumber = new Input("step", DType.Int32);
        Parameters = [new("w1", new Shape(inputs, hidden)), new("b1", new Shape(hidden)), new("w2", new Shape(hidden, classes)), new("b2", new Shape(classes))];
        Moments = [.. Parameters.Select(p => new Buffer(p.Name + "/moment", p.Shape))];
        uint state = 12345;
        foreach (Parameter parameter in Parameters)
            foreach (ref float value in parameter.ForWriting().Span<float>()) value = ((state = state * 1664525 + 1013904223) >> 8) / (float)(1 << 24) - 0.5f;

        Tensor h = (X.MatMul(Parameters[0]) + Parameters[1]).Relu();
        if (dropout)
        {
            Tensor zero = Tensor.Scalar(0, DType.Int32);
            Tensor keep = Tensor.RandomUniform(h.Shape, "dropout", zero, StepNumber, zero).IsLess(0.8);
            h = Tensor.Select(keep, h / 0.8, 0);
        }

        Tensor logits = h.MatMul(Parameters[2]) + Parameters[3];
        Loss = -logits.LogSoftmax().TakeAlong(Labels.ExpandDimension(1), 1).Mean();
        Tensor[] gradients = Gradient.Of(Loss, Parameters);
        Tensor[] moments = [.. Moments.Zip(gradients, (m, g) => m * 0.9 + g)];
        Step = new Step
        {
            Outputs = [Loss],
            Updates = [.. Parameters.Zip(moments, (p, m) => ((State)p, p - Rate * m)), .. Moments.Zip(moments, (m, value) => ((State)m, value))],
        };
    }

    public Input X { get; }

    public Input Labels { get; }

    public Input Rate { get; }

    public Input StepNumber { get; }

    public Parameter[] Parameters { get; }

    public Buffer[] Moments { get; }

    public Tensor Loss { get; }

    public Step Step { get; }

    /// <summary>A batch that depends on its number alone.</summary>
    public void Feed(Workspace workspace, int number)
    {
        var x = new float[X.Count];
        var labels = new int[Labels.Count];
        uint state = (uint)number * 2654435761 + 1;
        foreach (ref float value in x.AsSpan()) value = ((state = state * 1664525 + 1013904223) >> 8) / (float)(1 << 24) - 0.5f;
        foreach (ref int label in labels.AsSpan()) label = (int)((state = state * 1664525 + 1013904223) >> 16) % 4;
        workspace.Set<float>(X, x);
        workspace.Set<int>(Labels, labels);
        workspace.Set(Rate, 0.1f / (1 + number));
        if (_dropout) workspace.Set(StepNumber, number);
    }

    /// <summary>The bits of the losses of some steps from the beginning.</summary>
    public int[] Train(Device device, int steps)
    {
        Workspace workspace = device.Compile(Step).CreateWorkspace();
        var losses = new int[steps];
        for (int i = 0; i < steps; i++)
        {
            Feed(workspace, i);
            workspace.Run();
            losses[i] = BitConverter.SingleToInt32Bits(workspace.Read<float>(Loss)[0]);
        }

        return losses;
    }
}
