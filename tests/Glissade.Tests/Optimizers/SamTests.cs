using System.Text.Json;
using Glissade.Tests.CatalogTests;
using Glissade.Tests.Goldens;
using Glissade.Tests.Training;

namespace Glissade.Tests.Optimizers;

/// <summary>The gradient at a place nearby is the network's own there: the same examples, the same masks, nothing written twice.</summary>
public sealed class SamTests
{
    public static TheoryData<string> Trajectories => [.. Golden.Cases("sharpness.json").Select(golden => golden.GetProperty("optimizer").GetString()!)];

    [Theory]
    [MemberData(nameof(Trajectories))]
    public void Fifty_steps_of_a_network_with_a_norm_are_the_formula_s(string name)
    {
        JsonElement golden = Golden.Cases("sharpness.json").Single(golden => golden.GetProperty("optimizer").GetString() == name);
        var network = new Sequential(new Linear(5, 8, type: DType.Float64), new BatchNorm(8, type: DType.Float64), new Tanh(), new Linear(8, 3, type: DType.Float64));
        network.Initialize(1);
        Parameter[] parameters = [.. network.Parameters];
        foreach ((Parameter parameter, JsonElement start) in parameters.Zip(golden.GetProperty("start").EnumerateArray())) parameter.Set<double>(Ours(parameter, start[1].Numbers()));
        Input rate = new("rate"), number = new("number"), seed = new("seed", DType.Int32), step = new("step", DType.Int32), first = new("first", DType.Int32);
        Tensor x = Evaluated.Constant(golden.GetProperty("x").Numbers(), new Shape(24, 5), DType.Float64), classes = Evaluated.Constant(golden.GetProperty("classes").Numbers(), new Shape(24), DType.Int32);
        Pass training = Pass.ForTraining(seed, step, first);
        Tensor cost = new CrossEntropy().Cost(network.Apply(x, training), classes);
        Optimizer optimizer = Catalog.Optimizers.Parse(name);
        var pass = new OptimizerPass(rate, number, network.States()) { GradientsAreFormulas = true };
        optimizer.Step([.. parameters.Zip(Gradient.Of(cost, parameters))], pass);
        Workspace workspace = Device.Cpu.Compile(new Step { Outputs = [cost], Updates = [.. training.Updates, .. pass.Updates], Inputs = [rate, number, seed, step, first] }).CreateWorkspace();
        double[] costs = golden.GetProperty("costs").Numbers();
        for (int t = 0; t < costs.Length; t++)
        {
            workspace.Set(rate, optimizer.LearningRate);
            workspace.Set(number, (float)(t + 1));
            workspace.Set(seed, 0);
            workspace.Set(step, t);
            workspace.Set(first, 0);
            workspace.Run();
            Near($"the cost of step {t}", [costs[t]], workspace.Read<double>(cost).ToArray());
        }

        foreach ((Parameter parameter, JsonElement end) in parameters.Zip(golden.GetProperty("end").EnumerateArray()))
            Near(parameter.Name, Ours(parameter, end.Numbers()), parameter.Values<double>().ToArray());
        foreach ((string ours, string theirs) in ((string, string)[])[("running_mean", "mean"), ("running_var", "variance")])
            Near(theirs, golden.GetProperty(theirs).Numbers(), network.States().Single(state => state.Path.EndsWith(ours, StringComparison.Ordinal)).State.Values<double>().ToArray());
    }

    [Fact]
    public void A_place_that_is_no_other_changes_no_bit()
    {
        // With other masks of dropout, or statistics that are written twice, the bits would differ.
        Assert.Equal(Trained("adam(learning_rate=0.01)"), Trained("sam(rho=1e-40, inner=adam(learning_rate=0.01))"));
        Assert.NotEqual(Trained("adam(learning_rate=0.01)"), Trained("sam(rho=0.1, inner=adam(learning_rate=0.01))"));
        Assert.Equal(Trained("sam(rho=0.1, adaptive=true)"), Trained("sam(rho=0.1, adaptive=true)"));

        static byte[] Trained(string optimizer)
        {
            var model = new Sequential(new Linear(2, 16), new BatchNorm(16), new Tanh(), new Dropout(0.3), new Linear(16, 3));
            new Trainer(model, new CrossEntropy(), Catalog.Optimizers.Parse(optimizer)) { BatchSize = 32, Seed = 5 }.Fit(Toy.Classes(200), epochs: 3);
            return [.. Toy.Bits(model), .. model.States().SelectMany(state => state.State.Values<float>().ToArray()).SelectMany(BitConverter.GetBytes)];
        }
    }

    [Fact]
    public void Gradients_that_are_no_formulas_are_refused()
    {
        var w = new Parameter("w", new Shape(3));
        var pass = new OptimizerPass(Tensor.Scalar(0.1), Tensor.Scalar(1), []);
        GlissadeException e = Assert.Throws<GlissadeException>(() => new Sam().Step([(w, new Input("g", w.Shape))], pass));
        Assert.Contains("the gradients are wanted at other values", e.Message, StringComparison.Ordinal);
        Assert.Contains("GradientsAreFormulas = true", e.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_to_climb_is_no_step_into_nowhere()
    {
        foreach (string name in (string[])["sam(inner=sgd)", "sam(adaptive=true, inner=sgd)"])
        {
            var w = new Parameter("w", new Shape(2));
            var pass = new OptimizerPass(Tensor.Scalar(0.1), Tensor.Scalar(1), []) { GradientsAreFormulas = true };
            Catalog.Optimizers.Parse(name).Step([(w, Gradient.Of(((Tensor)w).Square().Sum(), w)[0])], pass);
            Device.Cpu.Compile(new Step { Updates = pass.Updates }).CreateWorkspace().Run();
            Assert.Equal([0f, 0f], w.Values<float>().ToArray());
        }
    }

    // PyTorch's [outputs, inputs] as [inputs, outputs].
    private static double[] Ours(Parameter parameter, double[] theirs)
    {
        if (parameter.Rank != 2) return theirs;
        int inputs = parameter.Shape[0], outputs = parameter.Shape[1];
        return [.. Enumerable.Range(0, theirs.Length).Select(i => theirs[i % outputs * inputs + i / outputs])];
    }

    private static void Near(string what, double[] theirs, double[] ours)
    {
        double bound = 1e-8 * theirs.Select(Math.Abs).Append(1).Max();
        for (int i = 0; i < theirs.Length; i++) Assert.True(Math.Abs(theirs[i] - ours[i]) <= bound, FormattableString.Invariant($"{what}[{i}]: ours is {ours[i]:R}, theirs {theirs[i]:R}."));
    }
}
