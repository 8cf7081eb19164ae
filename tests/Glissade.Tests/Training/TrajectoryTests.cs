using System.Text.Json;
using Glissade.Tests.CatalogTests;
using Glissade.Tests.Goldens;

namespace Glissade.Tests.Training;

/// <summary>Whole trainings from given weights go PyTorch's way, step after step.</summary>
public sealed class TrajectoryTests
{
    private const double Tolerance = 1e-8;

    /// <summary>The networks of trajectories.py: their layers have its layers' order of parameters, and Linear's weights lie transposed.</summary>
    private static readonly Dictionary<string, Func<Layer>> s_networks = new()
    {
        ["mlp"] = () => new Sequential(Dense(5, 8), new Tanh(), Dense(8, 8), new ReLU(), Dense(8, 3)),
        ["cnn"] = () => new Sequential(new Conv2d(1, 3, 3, bias: false, type: DType.Float64), new BatchNorm(3, type: DType.Float64), new ReLU(), new MaxPool(2), new Flatten(), Dense(12, 3)),
        ["lstm"] = () => new Sequential(new Lstm(3, 4, type: DType.Float64), new LastStep(), Dense(4, 3)),
        ["regression"] = () => new Sequential(Dense(4, 6), new Sigmoid(), Dense(6, 2)),
        ["transformer"] = () => new Sequential(Dense(3, 8), new PositionalEmbedding(6, 8, sinusoidal: true, type: DType.Float64),
            new TransformerEncoder(8, 2, 2, options: new TransformerOptions { FeedForward = 12, Dropout = 0, Activation = new GELU(), Type = DType.Float64 }), new Lambda(x => x.Mean(1)), Dense(8, 3)),
    };

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (JsonElement golden in Golden.Cases("trajectories.json")) cases.Add(Text(golden, "model"), Text(golden, "optimizer"));
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Fifty_steps_go_PyTorch_s_way(string model, string name)
    {
        JsonElement golden = Golden.Cases("trajectories.json").Single(golden => Text(golden, "model") == model && Text(golden, "optimizer") == name);
        Layer network = s_networks[model]();
        Parameter[] parameters = [.. network.Parameters];
        JsonElement[] start = [.. golden.GetProperty("start").EnumerateArray()];
        Assert.Equal(start.Length, parameters.Length);
        for (int i = 0; i < start.Length; i++) parameters[i].Set<double>(Ours(parameters[i], start[i][2].Numbers()));

        Loss loss = Catalog.Losses.Parse(Text(golden, "loss"));
        Optimizer optimizer = Catalog.Optimizers.Parse(name);
        Input rate = new("rate"), number = new("number");
        Tensor x = Evaluated.Constant(golden.GetProperty("x").Numbers(), golden.GetProperty("shape").Shape(), DType.Float64);
        Tensor target = Evaluated.Constant(golden.GetProperty("target").Numbers(), golden.GetProperty("targetShape").Shape(), golden.GetProperty("classes").GetBoolean() ? DType.Int32 : DType.Float64);
        Tensor zero = Tensor.Scalar(0, DType.Int32);
        var layers = Pass.ForTraining(zero, zero, zero);
        network.InitializeMissing(0);
        Tensor cost = loss.Cost(network.Apply(x, layers), target);
        var pass = new OptimizerPass(rate, number, network.States());
        optimizer.Step([.. parameters.Zip(Gradient.Of(cost, parameters))], pass);
        Workspace workspace = Device.Cpu.Compile(new Step { Outputs = [cost], Updates = [.. pass.Updates, .. layers.Updates], Inputs = [rate, number] }).CreateWorkspace();
        double[] costs = golden.GetProperty("costs").Numbers();
        for (int step = 0; step < costs.Length; step++)
        {
            workspace.Set(rate, optimizer.LearningRate);
            workspace.Set(number, (float)(step + 1));
            workspace.Run();
            Near($"the cost of step {step}", costs[step], workspace.Read<double>(cost)[0], Math.Max(1, Math.Abs(costs[0])));
        }

        State[] states = [.. parameters, .. network.States().Select(state => state.State).OfType<Buffer>()];
        JsonElement[] ends = [.. golden.GetProperty("end").EnumerateArray(), .. golden.GetProperty("buffers").EnumerateArray()];
        Assert.Equal(ends.Length, states.Length);
        foreach ((State state, JsonElement end) in states.Zip(ends))
        {
            double[] theirs = Ours(state, end.Numbers()), ours = state.Values<double>().ToArray();
            double largest = theirs.Select(Math.Abs).Append(1).Max();
            for (int i = 0; i < ours.Length; i++) Near($"{state.Name}[{i}] after {costs.Length} steps", theirs[i], ours[i], largest);
        }
    }

    private static Linear Dense(int inputs, int outputs) => new(inputs, outputs, type: DType.Float64);

    private static void Near(string what, double theirs, double ours, double scale) =>
        Assert.True(Math.Abs(theirs - ours) <= Tolerance * scale, FormattableString.Invariant($"{what}: ours is {ours:R}, theirs {theirs:R}."));

    // PyTorch's [outputs, inputs] as [inputs, outputs].
    private static double[] Ours(State parameter, double[] theirs)
    {
        if (parameter.Rank != 2) return theirs;
        int inputs = parameter.Shape[0], outputs = parameter.Shape[1];
        return [.. Enumerable.Range(0, theirs.Length).Select(i => theirs[i % outputs * inputs + i / outputs])];
    }

    private static string Text(JsonElement golden, string name) => golden.GetProperty(name).GetString()!;
}
