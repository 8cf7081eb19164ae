namespace Glissade;

/// <summary>The steps of a workload or a model's file, timed kernel by kernel over random examples of its shapes: training as its run trained, and predicting one example.</summary>
/// <param name="Steps">The training step, if its formulas are known, and the prediction.</param>
/// <param name="Notes">What is missing and why.</param>
internal sealed record ModelProfile(IReadOnlyList<StepProfile> Steps, IReadOnlyList<string> Notes)
{
    /// <summary>Times a workload: its one step.</summary>
    public static ModelProfile Of(Workload workload, Benchmark benchmark)
    {
        ArgumentNullException.ThrowIfNull(workload);
        ArgumentNullException.ThrowIfNull(benchmark);
        MeasuredStep step = workload.Prepare(new CpuOptions { Threads = benchmark.Threads });
        return new ModelProfile([StepProfile.Of(workload.Loss is null ? "prediction" : "training", workload.Batch, step, benchmark)], []);
    }

    /// <summary>Times a model. The model itself is not changed.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batch">Examples of a training step.</param>
    /// <param name="benchmark">How it is measured.</param>
    public static ModelProfile Of(Model model, int batch, Benchmark benchmark)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(benchmark);
        ModelContents contents = model.Contents;
        var options = new CpuOptions { Threads = benchmark.Threads };
        var steps = new List<StepProfile>();
        var notes = new List<string>();
        if (contents.NetworkJson.Length > 0 && contents is { Loss: { } loss, Optimizer: { } optimizer })
        {
            var wiring = new Wiring(ModelNetwork.Build(contents), loss, contents.InputScale, contents.TargetScale);
            Shape prediction = contents.Graph.Build(1).Outputs[0].Tensor.Shape.Without(0);
            Dataset data = RandomExamples.Of(batch, contents.InputShape, contents.InputType, prediction, loss);
            steps.Add(StepProfile.Of("training", batch, MeasuredStep.OfTraining(options, data, wiring, optimizer, Workload.LearningRate), benchmark));
        }
        else
        {
            notes.Add("The training step is not shown: a layer, the loss or the optimizer is not in the catalogue, so that only code has its formula.");
        }

        Dataset one = RandomExamples.Of(1, contents.InputShape, contents.InputType, Shape.Scalar, null);
        steps.Add(StepProfile.Of("prediction", 1, MeasuredStep.OfPrediction(options, one, x =>
        {
            (Input[] inputs, (string Name, Tensor Tensor)[] outputs) = contents.Graph.Build(1);
            return GraphWalk.Substitute([outputs[1].Tensor], [(inputs[0], x)])[0];
        }), benchmark));
        return new ModelProfile(steps, notes);
    }
}
