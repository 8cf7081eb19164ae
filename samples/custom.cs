#:project ../src/Glissade/Glissade.csproj
#:property PublishAot=false

using Glissade;

// y = x² and noise between -0.5 and 0.5.
var random = new Random(1);
var points = Enumerable.Range(0, 1000).Select(i => i / 250f - 2).Select(x => (X: x, Y: x * x + random.NextSingle() - 0.5f)).ToArray();
Dataset data = Dataset.From(points, point => [point.X], point => point.Y);

// A loss of your own is a lambda. This one wants the parabola through the middle of the points.
var parabola = new Quadratic(1, 1);
Train(parabola, Loss.From((prediction, target) => (prediction - target).Square()));
ReadOnlySpan<float> curve = parabola.Curve.Values<float>();
Console.WriteLine($"curvature {curve[0]:F3}");

// Or it is a record, which has arguments. This one wants nine of ten points below the parabola.
float[] quantile = Train(new Quadratic(1, 1), new Pinball(0.9));
Console.WriteLine($"share below {points.Zip(quantile).Average(pair => pair.First.Y < pair.Second ? 1 : 0):F3}");

float[] Train(Layer model, Loss loss)
{
    var trainer = new Trainer(model, loss, new Adam { LearningRate = 0.02f }) { Schedule = new CosineSchedule() };
    History history = trainer.Fit(data, epochs: 60);
    Console.WriteLine($"cost {history.Epochs[0].TrainLoss:F4} after the first epoch, {history.Epochs[^1].TrainLoss:F4} after the last");

    // The file has the layer's formula: it predicts where the class below is not known.
    string file = Path.Combine(Path.GetTempPath(), $"custom-{Environment.ProcessId}.safetensors");
    trainer.Save(file, like: data);
    float[] predictions = Model.Load(file).Predict(data);
    File.Delete(file);
    return predictions;
}

/// <summary>The quantile loss: what lies above the prediction costs q, what lies below costs 1 - q.</summary>
internal sealed record Pinball(double Q) : Loss
{
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        Tensor above = target - prediction;
        return Tensor.Maximum(Q * above, (Q - 1) * above);
    }
}

/// <summary>A layer of your own is a class with a formula: z = x·W + x²·C + b.</summary>
internal sealed class Quadratic : Layer
{
    private readonly Parameter _bias;

    public Quadratic(int inputs, int outputs)
    {
        Weight = AddParameter("weight", new Shape(inputs, outputs), new TorchInitializer());
        Curve = AddParameter("curve", new Shape(inputs, outputs), new TorchInitializer());
        _bias = AddParameter("bias", new Shape(outputs), new ZerosInitializer());
    }

    public Parameter Weight { get; }

    public Parameter Curve { get; }

    public override Tensor Forward(Tensor x, Pass pass) => x.MatMul(Weight) + x.Square().MatMul(Curve) + _bias;
}
