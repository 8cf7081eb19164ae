using System.Globalization;
using Glissade.Devices.Cpu.Emission;
using Glissade.Tests.Support;

namespace Glissade.Tests.Training;

/// <summary>Trainings one after another and at the same time, in one process.</summary>
public sealed class ManyTrainingsTests
{
    [Fact]
    public void Small_trainings_one_after_another_emit_no_kernel_twice_and_leave_no_memory()
    {
        int count = Environment.GetEnvironmentVariable("GLISSADE_LONG") is null ? 120 : 3000;
        double[] grown = [.. ChildProcess.RunChecked("many-trainings", Switches.None, $"{count}")[^1].Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        Assert.Equal(0, grown[0]);
        Assert.True(grown[1] < 1, $"{grown[1]} MB of objects remain");
        Assert.True(grown[2] < 24, $"the process grew by {grown[2]} MB");
    }

    [Fact]
    public void Two_trainings_at_once_give_the_bits_of_each_alone()
    {
        float[] first = Train(1), second = Train(2);
        float[] besideFirst = [], besideSecond = [];
        Parallel.Invoke(() => besideFirst = Train(1), () => besideSecond = Train(2));
        Assert.Equal(first, besideFirst);
        Assert.Equal(second, besideSecond);
        Assert.NotEqual(first, second);

        // Wide enough to be shared among threads.
        static float[] Train(int seed)
        {
            float[] x = new float[256 * 32], y = new float[256];
            for (int i = 0; i < x.Length; i++) x[i] = i * 37 % 101 / 101f;
            for (int i = 0; i < y.Length; i++) y[i] = i * 11 % 17 / 17f;
            var model = new Sequential(new Linear(32, 128), new ReLU(), new Linear(128, 128), new ReLU(), new Linear(128, 1));
            new Trainer(model, new MeanSquaredError(), new Adam()) { Seed = seed, BatchSize = 128 }.Fit(Dataset.From<float, float>(x, new Shape(32), y), epochs: 40);
            return [.. model.Parameters.SelectMany(parameter => parameter.Values<float>().ToArray())];
        }
    }

    [Probe("many-trainings")]
    private static void Trainings(string[] arguments)
    {
        Console.WriteLine(FactsProbe.Describe());
        int count = int.Parse(arguments[0], CultureInfo.InvariantCulture), emitted = 0;
        double managed = 0, resident = 0;
        float[] x = new float[32 * 2], y = new float[32];
        for (int i = 0; i < x.Length; i++) x[i] = i * 7 % 13 / 13f;
        for (int i = 0; i < y.Length; i++) y[i] = i % 2;
        Dataset data = Dataset.From<float, float>(x, new Shape(2), y);
        for (int i = 0; i < count; i++)
        {
            var model = new Sequential(new Linear(2, 16), new ReLU(), new Linear(16, 16), new ReLU(), new Linear(16, 1));
            new Trainer(model, new BinaryCrossEntropyWithLogits(), new Adam { LearningRate = 1e-3f + i * 1e-6f }) { Seed = i }.Fit(data, epochs: 2);
            if (i == 0) emitted = KernelCache.Emitted;
            if (i == count / 2) (managed, resident) = (Managed(), Environment.WorkingSet / 1e6);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{KernelCache.Emitted - emitted} {Managed() - managed} {Environment.WorkingSet / 1e6 - resident}"));

        static double Managed() => GC.GetTotalMemory(forceFullCollection: true) / 1e6;
    }
}
