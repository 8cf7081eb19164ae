#:project ../src/Glissade/Glissade.csproj
#:property PublishAot=false

using Glissade;

// Exclusive or: one or the other, but not both.
Dataset data = Dataset.From(new float[,] { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } }, [0f, 1f, 1f, 0f]);

// No line parts the ones from the zeros; a hidden layer of eight neurons does.
var model = new Sequential(new Linear(2, 8), new Tanh(), new Linear(8, 1));
var trainer = new Trainer(model, new BinaryCrossEntropyWithLogits(), new Adam { LearningRate = 0.05f }) { Seed = 1 };
trainer.Fit(data, epochs: 400, observer: e =>
{
    if (e is EpochFinished epoch && epoch.Epoch % 100 == 0) Console.WriteLine($"epoch {epoch.Epoch}: cost {epoch.TrainLoss:F5}");
});

// One file holds the model, and whoever loads it needs none of the code above.
string file = Path.Combine(Directory.CreateTempSubdirectory("glissade-").FullName, "xor.safetensors");
trainer.Save(file, like: data);
Model loaded = Model.Load(file);
Span<float> p = stackalloc float[1];
foreach ((float a, float b) in ((float, float)[])[(0, 0), (0, 1), (1, 0), (1, 1)])
{
    loaded.Predict([a, b], p);
    Console.WriteLine($"{a} xor {b}: p = {p[0]:F4}");
}
