namespace Glissade.Tests.Training;

public sealed class DivergenceTests
{
    [Fact]
    public void A_rate_that_is_too_high_diverges_and_the_run_says_where()
    {
        Layer model = new Sequential(new Linear(2, 8), new ReLU(), new Linear(8, 1));
        History history = new Trainer(model, new MeanSquaredError(), new Sgd { LearningRate = 1e4f }) { BatchSize = 16 }.Fit(Toy.Line(160), Toy.Line(20, 2), epochs: 50);
        Assert.Equal(FinishReason.Diverged, history.Reason);
        Divergence divergence = Assert.IsType<Divergence>(history.Finish.Divergence);
        Assert.NotEmpty(divergence.Layer);
        Assert.NotEmpty(divergence.Rows);
        Assert.All(model.Parameters.SelectMany(parameter => parameter.Values<float>().ToArray()), weight => Assert.True(float.IsFinite(weight)));
    }

    [Fact]
    public void The_layer_the_operation_and_the_row_where_it_began_are_named()
    {
        // log x of one negative input, in the second layer: NaN begins there and nowhere else.
        Dataset data = Dataset.From(Enumerable.Range(0, 32), i => [i == 21 ? -1f : 1f, 1f], _ => 0f);
        Layer model = new Sequential(new Lambda(x => x * 1.0), new Lambda(x => x.Log(), "logarithm"), new Linear(2, 1));
        History history = new Trainer(model, new MeanSquaredError(), new Sgd()) { BatchSize = 8 }.Fit(data, epochs: 2);
        Assert.Equal(FinishReason.Diverged, history.Reason);
        Divergence divergence = history.Finish.Divergence!;
        Assert.Equal("lambda2", divergence.Layer);
        Assert.Contains("Log", divergence.Operation, StringComparison.Ordinal);
        Assert.Equal([21], divergence.Rows);
        Assert.Equal(1, divergence.Epoch);
        Assert.InRange(divergence.Step, 1, 4);
    }

    [Fact]
    public void The_best_weights_so_far_survive()
    {
        // The rate explodes after the third epoch.
        Layer model = new Sequential(new Linear(2, 8), new Tanh(), new Linear(8, 1));
        Dataset validation = Toy.Line(20, 2);
        var trainer = new Trainer(model, new MeanSquaredError(), new Sgd { LearningRate = 0.05f }) { BatchSize = 16, Schedule = new Explodes(30) };
        History history = trainer.Fit(Toy.Line(160), validation, epochs: 50);
        Assert.Equal(FinishReason.Diverged, history.Reason);
        Assert.InRange(history.Finish.BestEpoch, 1, 3);
        Assert.Equal(history.Best!.ValidationLoss, trainer.Evaluate(validation)["loss"]);
    }

    [Fact]
    public void Weights_that_break_in_the_very_last_step_are_not_kept()
    {
        // Ten steps; the tenth is so long that the weights overflow, while its own cost is still finite.
        Layer model = new Sequential(new Linear(2, 1));
        History history = new Trainer(model, new MeanSquaredError(), new Sgd { LearningRate = 0.01f }) { BatchSize = 16, Schedule = new Explodes(9, 1e50) }.Fit(Toy.Line(160), epochs: 1);
        Assert.Equal(FinishReason.Diverged, history.Reason);
        Assert.Equal(10, history.Finish.Divergence!.Step);
        Assert.All(model.Parameters.SelectMany(parameter => parameter.Values<float>().ToArray()), weight => Assert.True(float.IsFinite(weight)));
    }

    private sealed record Explodes(int Step, double By = 1e30) : Schedule
    {
        public override double Factor(long step, long totalSteps) => step < Step ? 1 : By;
    }
}
