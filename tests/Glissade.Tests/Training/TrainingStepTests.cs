using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Glissade.Tests.Training;

public sealed class TrainingStepTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_step_allocates_nothing(int threads)
    {
        Dataset data = Toy.Classes(256);
        var trainer = new Trainer(Toy.Network(64), new CrossEntropy(), new ClipByGlobalNorm { Inner = new AdamW() }) { Device = Device.CreateCpu(new CpuOptions { Threads = threads }) };
        trainer.Model.Initialize();
        var step = new TrainingStep(trainer.Wire(), trainer.Optimizer, trainer.Device, data, 0);
        int[] examples = [.. Enumerable.Range(0, 64)];
        long number = 0;
        for (int i = 0; i < 100; i++) step.Run(examples, number++, 1e-3);
        // The least of several counts: what the runtime does in the background now and then is not the step's.
        long least = long.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++) step.Run(examples, number++, 1e-3);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    [Fact]
    public void Asking_for_the_length_of_the_gradient_changes_no_bit()
    {
        Dataset data = Toy.Classes(64);
        byte[] Train(bool withNorm)
        {
            Layer model = Toy.Network();
            var trainer = new Trainer(model, new CrossEntropy(), new Adam());
            model.Initialize(2);
            var step = new TrainingStep(trainer.Wire(), trainer.Optimizer, trainer.Device, data, 2);
            for (int i = 0; i < 5; i++)
            {
                double norm = step.Run([.. Enumerable.Range(0, 64)], i, 1e-2, withNorm).Norm;
                Assert.Equal(withNorm, norm > 0);
            }

            return Toy.Bits(model);
        }

        Assert.Equal(Train(false), Train(true));
    }

    [Fact]
    public void A_parameter_that_the_loss_does_not_reach_is_named()
    {
        var error = Assert.Throws<InvalidOperationException>(() => new Trainer(new Idle(), new MeanSquaredError(), new Adam()).Fit(Toy.Line(10), epochs: 1));
        Assert.Contains("'forgotten'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_parameter_that_no_layer_owns_is_named()
    {
        var stray = new Parameter("stray", new Shape(1));
        var error = Assert.Throws<InvalidOperationException>(() => new Trainer(new Sequential(new Linear(2, 1), new Lambda(x => x * stray)), new MeanSquaredError(), new Adam()).Fit(Toy.Line(10), epochs: 1));
        Assert.Contains("'stray'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Counters_and_activities_tell_those_who_listen()
    {
        long steps = 0;
        var activities = new List<string>();
        // Other trainings run beside this one, so at least as many are heard of.
        using var meters = new MeterListener { InstrumentPublished = (instrument, listener) => { if (instrument.Meter.Name == "Glissade") listener.EnableMeasurementEvents(instrument); } };
        meters.SetMeasurementEventCallback<long>((instrument, value, _, _) => { if (instrument.Name == "glissade.training.steps") Interlocked.Add(ref steps, value); });
        meters.Start();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Glissade",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => { lock (activities) activities.Add(activity.OperationName); },
        };
        ActivitySource.AddActivityListener(listener);
        new Trainer(Toy.Network(), new CrossEntropy(), new Adam()) { BatchSize = 10 }.Fit(Toy.Classes(100), epochs: 3);
        Assert.InRange(steps, 30, long.MaxValue);
        lock (activities)
        {
            Assert.Contains("glissade.fit", activities);
            Assert.InRange(activities.Count(name => name == "glissade.epoch"), 3, int.MaxValue);
        }
    }

    private sealed class Idle : Layer
    {
        private readonly Linear _linear;

        public Idle()
        {
            AddParameter("forgotten", new Shape(3), new OnesInitializer());
            _linear = AddLayer("linear", new Linear(2, 1));
        }

        public override Tensor Forward(Tensor x, Pass pass) => _linear.Apply(x, pass, "linear");
    }
}
