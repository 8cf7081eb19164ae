#:project ../src/Glissade/Glissade.csproj
#:property PublishAot=false

using Glissade;

// 200 points that were meant to lie on y = 2x + 1.
var random = new Random(1);
var points = Enumerable.Range(0, 200).Select(i => (X: i / 100f - 1, Noise: 0.2f * (random.NextSingle() - 0.5f))).Select(p => (p.X, Y: 2 * p.X + 1 + p.Noise)).ToArray();
Dataset data = Dataset.From(points, point => [point.X], point => point.Y);

// One neuron without an activation is a line: y = w·x + b.
var line = new Linear(1, 1);
var trainer = new Trainer(line, new MeanSquaredError(), new GradientDescent { LearningRate = 0.3f });
trainer.Fit(data, epochs: 50, observer: e =>
{
    if (e is EpochFinished { Epoch: 1 or 2 or 5 or 10 or 20 or 50 } epoch) Console.WriteLine($"epoch {epoch.Epoch}: cost {epoch.TrainLoss:F4}");
});

Console.WriteLine($"slope {line.Weight.Values<float>()[0]:F3}, intercept {line.Bias!.Values<float>()[0]:F3}");
