#:project ../src/Glissade/Glissade.csproj
#:property PublishAot=false

using Glissade;

// 12,500 pictures of handwriting, drawn by a generator; a fifth of them is kept to be asked.
(byte[] pictures, byte[] labels) = Digits.Draw(12_500, seed: 0);
Dataset data = Dataset.From<byte, byte>(pictures, new Shape(28, 28), labels);
(Dataset train, Dataset validation) = data.Split(0.2);

var model = new Sequential(new Flatten(), new Linear(784, 128), new ReLU(), new Linear(128, 10));
var trainer = new Trainer(model, new CrossEntropy(), new Adam()) { InputScale = Scaling.OfInputs(train), Patience = 3 };
History history = trainer.Fit(train, validation, epochs: 15, observer: e =>
{
    if (e is RunStarted start) Console.WriteLine($"{start.TrainRows} pictures to learn from, {start.ValidationRows} to validate, {start.Parameters} weights");
    if (e is EpochFinished epoch) Console.WriteLine($"epoch {epoch.Epoch}: cost {epoch.TrainLoss:F4}, validation {epoch.ValidationLoss:F4}, accuracy {epoch.Metrics["accuracy"]:P2}");
});

Console.WriteLine($"validation accuracy {history.Finish.Validation["accuracy"]:F4}");
