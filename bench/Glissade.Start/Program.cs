using System.Globalization;
using Glissade;

// What a user's own program does first: reads MNIST, builds 784-128-10, trains. Ends after the first step and says how much memory that took at most.
PictureSet pictures = IdxFolder.Read(args[0]).Training;
var model = new Sequential(new Flatten(), new Linear(784, 128), new ReLU(), new Linear(128, 10));
var trainer = new Trainer(model, new CrossEntropy(), new Sgd { LearningRate = 0.1f }) { InputScale = new Scaling(0, 255) };
using var enough = new CancellationTokenSource();
enough.Cancel();
trainer.Fit(pictures.ToDataset(), epochs: 1, cancellationToken: enough.Token);
string peak = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
Console.WriteLine(int.Parse(peak.AsSpan(6, peak.Length - 8).Trim(), CultureInfo.InvariantCulture));
