#:project ../src/Glissade/Glissade.csproj
#:property PublishAot=false

using Glissade;

// Who passes an exam? Hours of study help, and so does sleep; chance has its part.
var random = new Random(1);
Student[] students = [.. Enumerable.Range(0, 1000).Select(_ =>
{
    (float study, float sleep) = (10 * random.NextSingle(), 4 + 6 * random.NextSingle());
    return new Student(study, sleep, 1.5f * (study - 5) + sleep - 7 + random.NextSingle() - 0.5f > 0);
})];
Dataset data = Dataset.From(students, student => [student.Study, student.Sleep], student => student.Passed ? 1f : 0f);
(Dataset train, Dataset validation) = data.Split(0.2, seed: 1);

// Logistic regression: p = sigmoid(w·x + b). The loss takes what goes into the sigmoid, and the trainer scales what goes into the network.
var model = new Linear(2, 1);
var trainer = new Trainer(model, new BinaryCrossEntropyWithLogits(), new Adam { LearningRate = 0.05f }) { InputScale = Scaling.OfInputs(train) };
History history = trainer.Fit(train, validation, epochs: 30, observer: e =>
{
    if (e is EpochFinished epoch && epoch.Epoch % 5 == 0) Console.WriteLine($"epoch {epoch.Epoch}: cost {epoch.TrainLoss:F4}, validation {epoch.ValidationLoss:F4}");
});

ReadOnlySpan<float> weights = model.Weight.Values<float>();
Console.WriteLine($"an hour of study counts as much as {weights[0] / weights[1]:F2} hours of sleep");
Console.WriteLine($"validation accuracy {history.Finish.Validation["accuracy"]:F3}");

internal sealed record Student(float Study, float Sleep, bool Passed);
