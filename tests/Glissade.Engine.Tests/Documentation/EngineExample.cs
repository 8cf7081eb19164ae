namespace Glissade.Tests.Documentation;

/// <summary>The step of samples/engine.cs, to be looked at from inside. A test sees that both give the same plan.</summary>
internal sealed class EngineExample
{
    public EngineExample()
    {
        using (Provenance.Enter("hidden", "relu(x·W + b)")) Hidden = (X.MatMul(W1) + B1).Relu();
        using (Provenance.Enter("classes", "h·W + b")) Logits = Hidden.MatMul(W2) + B2;
        using (Provenance.Enter("loss", "-mean Σ target·log softmax(z)")) Loss = -(Target * Logits.Softmax().Log()).Sum(1).Mean();
        Parameter[] parameters = [W1, B1, W2, B2];
        Gradients = Gradient.Of(Loss, parameters);
        Step = new Step
        {
            Outputs = [Loss],
            Updates = [.. parameters.Zip(Gradients, (parameter, gradient) => ((State)parameter, parameter - Rate * gradient))],
        };
    }

    public Input X { get; } = new("x", new Shape(64, 20));

    public Input Target { get; } = new("target", new Shape(64, 3));

    public Input Rate { get; } = new("rate");

    public Parameter W1 { get; } = new("w1", new Shape(20, 16));

    public Parameter B1 { get; } = new("b1", new Shape(16));

    public Parameter W2 { get; } = new("w2", new Shape(16, 3));

    public Parameter B2 { get; } = new("b2", new Shape(3));

    public Tensor Hidden { get; }

    public Tensor Logits { get; }

    public Tensor Loss { get; }

    public Tensor[] Gradients { get; }

    public Step Step { get; }
}
