using System.Text.Json;
using Glissade.Devices.Cpu;
using Glissade.Tests.Training;

namespace Glissade.Tests.Benchmarks;

public sealed class BenchmarkTests
{
    private static readonly Benchmark s_short = new() { Threads = 1, Seconds = 0.02, WarmUp = 0.05, Rounds = 3 };

    [Fact]
    public void A_measurement_has_all_figures()
    {
        BenchmarkResult result = s_short.Measure(Workload.Named("tiny_mlp_b32_adam")[0]);
        Assert.Equal(("tiny_mlp_b32_adam", 1), (result.Workload, result.Threads));
        Assert.True(result.MedianMicroseconds > 0 && result.CompileMilliseconds > 0 && result.RecompileMilliseconds > 0 && result.HeldBytes > 0 && result.PeakBytes > 0);
        Assert.Equal(0, result.MemoryBytes);
        Assert.Equal(1e6 * result.Operations / result.Peak, result.RooflineMicroseconds, 1e-9);
        using JsonDocument json = JsonDocument.Parse(BenchmarkJson.Line(result));
        foreach (string name in (string[])["median_us", "roofline_us", "operations", "bytes", "threads", "allocated", "peak_bytes", "compile_ms"])
            Assert.Equal(JsonValueKind.Number, json.RootElement.GetProperty(name).ValueKind);
        Assert.Equal("tiny_mlp_b32_adam", json.RootElement.GetProperty("workload").GetString());
        Assert.Equal(result.Operations, json.RootElement.GetProperty("operations").GetInt64());
    }

    [Fact]
    public void The_ratio_is_that_of_a_round_with_its_own_peak()
    {
        BenchmarkResult result = (s_short with { Rounds = 1 }).Measure(Workload.Named("tiny_mlp_b32_adam")[0]);
        Assert.Equal(result.MedianMicroseconds / result.RooflineMicroseconds, result.Ratio, 1e-9);
    }

    [Fact]
    public void What_exceeds_the_caches_counts_as_memory()
    {
        // 3 parameters' worth of states, read and written, beside inputs that are nearly nothing.
        int width = (int)(CacheSizes.LastLevel / 180);
        var workload = new Workload("wide", "", 1, MeasuredNetwork.Dense(16, width, 1), new MeanSquaredError(), new Adam());
        BenchmarkResult result = s_short.Measure(workload);
        long states = 3 * 4 * (16L * width + width + width);
        Assert.InRange(result.MemoryBytes, 2 * states, 2 * states + states / 10);
        Assert.Equal(result.ComputeMicroseconds + result.MemoryMicroseconds, result.RooflineMicroseconds, 1e-9);
    }

    [Fact]
    public void The_number_of_the_step_counts_on()
    {
        MeasuredStep step = Workload.Named("tiny_mlp_b32_adam")[0].Prepare(new CpuOptions { Threads = 1 });
        MeasuredStep once = Workload.Named("tiny_mlp_b32_adam")[0].Prepare(new CpuOptions { Threads = 1 });
        for (int i = 0; i < 3; i++) step.Run();
        once.Run();
        // Adam's first steps are as long as the rate: three of them go three times as far.
        Assert.Equal(3, Moved(step) / Moved(once), 0.5);
    }

    [Fact]
    public void A_model_is_profiled_as_it_trained_and_predicts_and_is_not_changed()
    {
        string folder = Toy.Folder();
        try
        {
            string file = Path.Combine(folder, "model.safetensors");
            Dataset data = Toy.Classes(64);
            Layer network = Toy.Network();
            var trainer = new Trainer(network, new CrossEntropy(), new AdamW());
            trainer.Fit(data, epochs: 1);
            trainer.Save(file, data);
            Model model = Model.Load(file);
            float[] before = model.Predict(data);
            ModelProfile profile = ModelProfile.Of(model, 32, s_short);
            Assert.Equal(before, model.Predict(data));
            Assert.Empty(profile.Notes);
            Assert.Equal([("training", 32), ("prediction", 1)], profile.Steps.Select(step => (step.Pass, step.Batch)));
            foreach (StepProfile step in profile.Steps)
            {
                Assert.Equal(step.Step.Operations, step.Kernels.Sum(kernel => kernel.Operations));
                Assert.Equal(1, step.Kernels.Sum(kernel => kernel.Share), 1e-9);
                Assert.Contains(step.Kernels, kernel => kernel.From.Any(from => from.StartsWith("linear1", StringComparison.Ordinal)));
                using JsonDocument json = JsonDocument.Parse(BenchmarkJson.Line(step));
                Assert.Equal(step.Kernels.Count, json.RootElement.GetProperty("kernels").GetArrayLength());
            }

            Assert.Contains(profile.Steps[0].Kernels, kernel => kernel.From.Any(from => from.Contains("adamw", StringComparison.Ordinal)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_model_of_layers_of_ones_own_is_profiled_as_it_predicts()
    {
        string folder = Toy.Folder();
        try
        {
            string file = Path.Combine(folder, "model.safetensors");
            Dataset data = Toy.Line(16);
            var trainer = new Trainer(new Sequential(new Linear(2, 1), new Lambda(x => x * 2)), new MeanSquaredError(), new Sgd());
            trainer.Fit(data, epochs: 1);
            trainer.Save(file, data);
            ModelProfile profile = ModelProfile.Of(Model.Load(file), 16, s_short);
            Assert.Equal("prediction", Assert.Single(profile.Steps).Pass);
            Assert.Contains("not in the catalogue", Assert.Single(profile.Notes), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData(TargetKind.Values)]
    [InlineData(TargetKind.Probabilities)]
    [InlineData(TargetKind.Classes)]
    public void Random_examples_suit_the_loss(TargetKind kind)
    {
        Loss loss = kind switch { TargetKind.Values => new MeanSquaredError(), TargetKind.Probabilities => new BinaryCrossEntropyWithLogits(), _ => new CrossEntropy() };
        foreach (DType type in (DType[])[DType.Float32, DType.Float64, DType.UInt8, DType.Int32])
        {
            Dataset data = RandomExamples.Of(50, new Shape(3, 2), type, new Shape(4), loss);
            Assert.Equal((50, type, new Shape(3, 2)), (data.Count, data.InputType, data.InputShape));
            TargetChecks.Check(loss, data, new Shape(50, 4), "random");
            Assert.Equal(kind == TargetKind.Classes ? Shape.Scalar : new Shape(4), data.TargetShape);
        }
    }

    // How far the state that a step writes has gone from where it began, by its largest weight.
    private static double Moved(MeasuredStep step)
    {
        (State state, _) = step.Plan.Step.Updates.First(update => update.State is Parameter);
        Parameter fresh = Workload.Named("tiny_mlp_b32_adam")[0].Network.Build().Parameters.First(parameter => parameter.Name == state.Name && parameter.Shape.Equals(state.Shape));
        double most = 0;
        for (int i = 0; i < state.Count; i++) most = Math.Max(most, Math.Abs(state.Values<float>()[i] - fresh.Values<float>()[i]));
        return most;
    }
}
