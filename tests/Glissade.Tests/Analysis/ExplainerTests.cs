using Glissade.Tests.Training;

namespace Glissade.Tests.Analysis;

public sealed class ExplainerTests
{
    [Fact]
    public void The_numbers_are_those_of_the_training_step_to_the_bit()
    {
        foreach (Loss loss in (Loss[])[new CrossEntropy(), new CategoricalCrossEntropy()])
        {
            Layer model = loss is CrossEntropy ? new Sequential(new Linear(2, 16), new Tanh(), new Linear(16, 3)) : new Sequential(new Linear(2, 16), new Tanh(), new Linear(16, 3), new Softmax());
            Dataset data = Toy.Classes(9).Take([4]);
            var trainer = new Trainer(model, loss, new Adam { LearningRate = 1e-2f }) { Seed = 3 };
            model.Initialize(3);
            Explanation e = new Explainer(trainer).Explain(data, 0);
            float[][] gradients = Gradients(trainer, data);
            History history = trainer.Fit(data, epochs: 1);
            Assert.Equal(history.Epochs[0].TrainLoss, e.Loss.Value);
            ExplainedParameter[] parameters = [.. e.Layers.SelectMany(layer => layer.Parameters)];
            Assert.Equal(model.States().Select(state => state.Path), parameters.Select(parameter => parameter.Path));
            foreach ((Parameter parameter, float[] gradient, ExplainedParameter explained) in model.Parameters.Zip(gradients, parameters))
            {
                Assert.Equal(Bits(parameter.Values<float>().ToArray()), Bits(explained.NewValue));
                Assert.Equal(Bits(gradient), Bits(explained.Gradient));
            }

            // Evaluated anew: with the weights of the step, the trainer finds the same loss.
            Assert.Equal(trainer.Evaluate(data)["loss"], e.LossAfter);
        }
    }

    [Fact]
    public void The_state_of_a_training_makes_it_the_next_step_of_that_training()
    {
        string folder = Toy.Folder();
        try
        {
            Dataset data = Toy.Classes(9).Take([4]);
            Trainer Of(Layer model) => new(model, new CrossEntropy(), new Adam { LearningRate = 1e-2f }) { CheckpointPath = Path.Combine(folder, "last.safetensors"), CheckpointInterval = TimeSpan.Zero, Resume = true };
            Of(Toy.Network(dropout: 0)).Fit(data, epochs: 3);
            Layer looked = Toy.Network(dropout: 0), trained = Toy.Network(dropout: 0);
            looked.Initialize(1);
            byte[] before = Toy.Bits(looked);
            Explanation e = new Explainer(Of(looked)) { StatePath = Path.Combine(folder, "last.safetensors") }.Explain(data, 0);
            Assert.Equal(before, Toy.Bits(looked));
            History history = Of(trained).Fit(data, epochs: 4);
            Assert.Equal(4, history.Finish.BestEpoch);
            Assert.Equal(4, e.Step.Number);
            Assert.Equal(history.Epochs[3].TrainLoss, e.Loss.Value);
            foreach ((Parameter parameter, ExplainedParameter explained) in trained.Parameters.Zip(e.Layers.SelectMany(layer => layer.Parameters)))
            {
                Assert.Equal(Bits(parameter.Values<float>().ToArray()), Bits(explained.NewValue));
                Assert.All(explained.States, state => Assert.NotEqual(0, state.Before.Norm));
            }
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    [Fact]
    public void Looking_changes_nothing()
    {
        Layer model = Toy.Network();
        Dataset data = Toy.Classes(40);
        var trainer = new Trainer(model, new CrossEntropy(), new Adam { LearningRate = 1e-2f });
        trainer.Fit(data, epochs: 2);
        byte[] before = Toy.Bits(model);
        string first = ExplanationJson.Text(new Explainer(trainer).Explain(data, 7)), second = ExplanationJson.Text(new Explainer(trainer).Explain(data, 7));
        Assert.Equal(before, Toy.Bits(model));
        Assert.Equal(first, second);
        Assert.NotEqual(first, ExplanationJson.Text(new Explainer(trainer).Explain(data, 8)));
    }

    [Fact]
    public void What_stabilising_removes_is_marked_and_the_rest_is_not()
    {
        var model = new Sequential(new Linear(2, 4), new Tanh(), new Linear(4, 3), new Softmax());
        model.Initialize(2);
        Explanation e = new Explainer(new Trainer(model, new CategoricalCrossEntropy(), new Sgd())).Explain(Toy.Classes(9), 4);
        Assert.Equal([false, false, false, true], e.Layers.Select(layer => layer.Output.IsByFormula));
        Assert.Equal([false, false, false, true], e.Layers.Select(layer => layer.OutputGradient!.IsByFormula));
        Assert.True(e.Prediction.IsByFormula);
        int wanted = (int)e.Target.Values[0];
        ExplainedLayer softmax = e.Layers[3];
        Assert.Equal(1, softmax.Output.Values.Sum(), 1e-6);
        for (int k = 0; k < 3; k++)
        {
            Assert.Equal(softmax.Output.Values[k] - (k == wanted ? 1 : 0), softmax.InputGradient!.Values[k], 1e-6);
            Assert.Equal(k == wanted ? -1 / softmax.Output.Values[k] : 0, softmax.OutputGradient!.Values[k], 1e-5);
        }

        Assert.Contains(softmax.Backward, line => line.Formula == $"a[{wanted}] − t[{wanted}]");
        Assert.Contains(ExplanationText.Lines(e, 200), line => line.Contains("by formula: the compiled step never computes it", StringComparison.Ordinal));
    }

    [Fact]
    public void A_sigmoid_before_a_binary_cross_entropy_is_marked()
    {
        var model = new Sequential(new Linear(2, 1), new Sigmoid());
        model.Initialize(2);
        Dataset data = Dataset.From<float, float>([0.5f, -1], new Shape(2), [1f]);
        Explanation e = new Explainer(new Trainer(model, new BinaryCrossEntropy(), new Sgd())).Explain(data, 0);
        Assert.True(e.Layers[1].OutputGradient!.IsByFormula);
        Assert.False(e.Layers[0].OutputGradient!.IsByFormula);
        Assert.Equal(e.Prediction.Values[0] - 1, e.Layers[1].InputGradient!.Values[0], 1e-6);
        Assert.Equal("−log p", e.Loss.Lines[^1].Formula);
    }

    [Fact]
    public void With_dropout_the_network_is_shown_as_it_predicts_and_the_notes_say_so()
    {
        Layer with = Toy.Network(dropout: 0.5), without = Toy.Network(dropout: 0);
        with.Initialize(1);
        without.Initialize(1);
        Dataset data = Toy.Classes(9);
        Explanation a = new Explainer(new Trainer(with, new CrossEntropy(), new Sgd())).Explain(data, 2), b = new Explainer(new Trainer(without, new CrossEntropy(), new Sgd())).Explain(data, 2);
        Assert.Contains(a.Notes, note => note.Contains("dropout is off", StringComparison.Ordinal));
        Assert.DoesNotContain(b.Notes, note => note.Contains("dropout is off", StringComparison.Ordinal));
        Assert.Equal(b.Loss.Value, a.Loss.Value);
        Assert.Equal(b.Prediction.Values, a.Prediction.Values);
    }

    [Fact]
    public void A_saved_model_is_explained_like_the_trainer_that_wrote_it()
    {
        string folder = Toy.Folder();
        try
        {
            Dataset data = Toy.Classes(40);
            var trainer = new Trainer(Toy.Network(), new CrossEntropy(), new Adam { LearningRate = 1e-2f }) { InputScale = Scaling.OfInputs(data) };
            trainer.Fit(data, epochs: 2);
            string path = Path.Combine(folder, "model.safetensors");
            trainer.Save(path, data);
            Explanation e = new Explainer(Model.Load(path)).Explain(data, 5);
            Assert.Equal(ExplanationJson.Text(new Explainer(trainer).Explain(data, 5)), ExplanationJson.Text(e));
            Assert.NotNull(e.ScaledInput);
            Assert.NotEqual(e.Input.Values, e.ScaledInput.Values);
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    [Fact]
    public void A_network_with_scaled_targets_is_explained_in_both_units()
    {
        Dataset data = Dataset.From<float, float>([1, 2, 3, 4], new Shape(2), [100, 300]);
        var trainer = new Trainer(new Sequential(new Linear(2, 1)), new MeanSquaredError(), new Sgd()) { TargetScale = Scaling.OfTargets(data) };
        Explanation e = new Explainer(trainer).Explain(data, 1);
        Assert.Equal(1, e.Target.Values[0]);
        Assert.Equal(200 + 100 * e.Prediction.Values[0], e.Output.Values[0], 1e-3);
        Assert.Equal((e.Prediction.Values[0] - 1) * (e.Prediction.Values[0] - 1), e.Loss.Value, 1e-5);
    }

    [Fact]
    public void A_loss_or_a_layer_of_ones_own_is_shown_by_its_numbers()
    {
        var model = new Sequential(new Linear(2, 2), new Lambda(x => x.Square(), "x²"), new Linear(2, 1));
        var trainer = new Trainer(model, (p, t) => (p - t).Square().Square(), new Sgd());
        Explanation e = new Explainer(trainer).Explain(Toy.Line(3), 1);
        Assert.Empty(e.Loss.Lines);
        Assert.Empty(e.Layers[1].Forward);
        double error = e.Prediction.Values[0] - e.Target.Values[0];
        Assert.Equal(error * error * error * error, e.Loss.Value, 1e-4 * e.Loss.Value);
        Assert.Equal(2 * e.Layers[1].Input.Values[0] * e.Layers[1].OutputGradient!.Values[0], e.Layers[1].InputGradient!.Values[0], 1e-4);
        Assert.Contains(ExplanationText.Lines(e, 80), line => line.Contains("L = ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_large_tensor_keeps_its_largest_numbers_alone()
    {
        Layer model = new Sequential(new Linear(200, 101), new ReLU(), new Linear(101, 1));
        Dataset data = Dataset.From<float, float>([.. Toy.Numbers(1).Take(200).Select(u => (float)u)], new Shape(200), [1f]);
        Explanation e = new Explainer(new Trainer(model, new MeanSquaredError(), new Sgd())).Explain(data, 0);
        ExplainedTensor weights = e.Layers[0].Parameters[0].Value;
        Assert.Empty(weights.Values);
        Assert.Equal(100, weights.Largest.Count);
        float[] all = [.. model.Parameters.First().Values<float>()];
        Assert.Equal(all.Select(weight => (double)Math.Abs(weight)).OrderDescending().Take(100), weights.Largest.Select(entry => Math.Abs(entry.Value)));
        Assert.All(weights.Largest, entry => Assert.Equal(all[entry.Index[0] * 101 + entry.Index[1]], entry.Value));
        Assert.Equal(10, e.Weights.Count);
        Assert.Equal(20_200, e.Layers[0].Parameters[0].Gradient.Shape.Count);
    }

    [Fact]
    public void What_cannot_be_explained_is_refused_in_words()
    {
        var trainer = new Trainer(Toy.Network(), new CrossEntropy(), new Sgd());
        GlissadeException row = Assert.Throws<GlissadeException>(() => new Explainer(trainer).Explain(Toy.Classes(9), 9));
        Assert.Equal(("there is no row 9", "a row from 0 to 8"), (row.Message, row.Expected));
        Assert.Throws<GlissadeException>(() => new Explainer(trainer).Explain(Toy.Classes(9), -1));
        Assert.Throws<GlissadeException>(() => new Explainer(trainer) { StatePath = "nowhere.safetensors" }.Explain(Toy.Classes(9), 0));
        Assert.Throws<GlissadeException>(() => new Explainer(trainer).Explain(Toy.Classes(9).WithWeights([0, 1, 1, 1, 1, 1, 1, 1, 1]), 0));
        var ignoring = new Trainer(Toy.Network(), new CrossEntropy { IgnoreIndex = 1 }, new Sgd());
        Assert.Contains("counts for nothing", Assert.Throws<GlissadeException>(() => new Explainer(ignoring).Explain(Dataset.From<float, int>([1, 2], new Shape(2), [1]), 0)).Message, StringComparison.Ordinal);
    }

    private static float[][] Gradients(Trainer trainer, Dataset data)
    {
        var step = new TrainingStep(trainer.Wire(), trainer.Optimizer, trainer.Device, data, trainer.Seed);
        StepGraph graph = step.Build(1);
        Workspace workspace = trainer.Device.Compile(new Step { Outputs = [.. graph.Gradients.Select(pair => pair.Gradient)], Inputs = step.InputsOf(graph) }).CreateWorkspace();
        step.Feed(graph, workspace, [0], 0, trainer.Optimizer.LearningRate);
        workspace.Run();
        return [.. graph.Gradients.Select(pair => workspace.Read<float>(pair.Gradient).ToArray())];
    }

    private static int[] Bits(float[] values) => Array.ConvertAll(values, BitConverter.SingleToInt32Bits);

    private static int[] Bits(ExplainedTensor tensor) => [.. tensor.Values.Select(value => BitConverter.SingleToInt32Bits((float)value))];
}
