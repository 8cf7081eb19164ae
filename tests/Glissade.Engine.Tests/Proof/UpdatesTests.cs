using Glissade.Devices.Reference;

namespace Glissade.Tests.Proof;

/// <summary>
/// Every expression of a step sees the states as they were when it began, wherever new values are written: all pairs of formulas that update two states, and
/// outputs that read both in yet another way.
/// </summary>
public sealed class UpdatesTests
{
    // From the state that is updated and the other one.
    private static readonly Func<Tensor, Tensor, Tensor>[] s_formulas =
    [
        static (a, b) => b,
        static (a, b) => a * 0.5 + b,
        static (a, b) => a.MatMul(b),
        static (a, b) => b.MatMul(a),
        static (a, b) => a - b.MatMul(a).Tanh(),
        static (a, b) => b - a.MatMul(b) * 0.5,
        static (a, b) => a.Transpose().MatMul(b) + a,
        static (a, b) => a.Transpose() + b,
        static (a, b) => a - a.Sum(1, true),
        static (a, b) => a * 2 - (a * 2).Softmax(0),
        static (a, b) => b.LayerNorm() + a,
        static (a, b) => a.Flip(0) * b,
        static (a, b) => a.CumulativeSum(0),
        static (a, b) => a.Max(0, true) + b,
    ];

    [Fact]
    public void All_expressions_see_the_states_as_they_were()
    {
        Device[] devices = [Device.CreateCpu(new CpuOptions { Threads = 2 }), Device.CreateCpu(new CpuOptions { Threads = 1, EmitsCode = false })];
        for (int first = 0; first < s_formulas.Length; first++)
        {
            for (int second = 0; second < s_formulas.Length; second++)
            {
                float[] expected = Run(new OrderedDevice(), first, second);
                foreach (Device device in devices)
                    Assert.True(expected.AsSpan().SequenceEqual(Run(device, first, second)), $"Formulas {first} and {second} on {device.Name}.");
            }
        }
    }

    [Theory]
    [InlineData(150, 4)]
    [InlineData(300, 17)]
    [InlineData(700, 1)]
    [InlineData(97, 97)]
    [InlineData(20, 600)]
    public void A_product_may_update_what_it_multiplies(int extent, int columns)
    {
        // So large that some of the product is finished long before the rest.
        foreach (bool right in (bool[])[true, false])
        {
            float[] expected = Products(new OrderedDevice(), extent, columns, right);
            foreach (int threads in (int[])[1, 2, 8])
                Assert.True(expected.AsSpan().SequenceEqual(Products(Device.CreateCpu(new CpuOptions { Threads = threads }), extent, columns, right)), $"{threads} threads, from the right: {right}");
        }
    }

    private static float[] Products(Device device, int extent, int columns, bool right)
    {
        Parameter matrix = Filled("matrix", new Shape(extent, extent)), state = Filled("state", right ? new Shape(extent, columns) : new Shape(columns, extent));
        Tensor next = state * 0.5 - (right ? matrix.MatMul(state) : state.MatMul(matrix)), sum = (right ? matrix.Transpose().MatMul(state) : state.MatMul(matrix.Transpose())).Sum();
        Workspace workspace = device.Compile(new Step { Outputs = [sum], Updates = [(state, next)] }).CreateWorkspace();
        workspace.Run();
        return [.. workspace.Read<float>(sum), .. state.Values<float>()];
    }

    private static Parameter Filled(string name, Shape shape)
    {
        var parameter = new Parameter(name, shape);
        var random = new SeededNumbers((ulong)name.Length);
        foreach (ref float value in parameter.ForWriting().Span<float>()) value = (float)random.Uniform() - 0.5f;
        return parameter;
    }

    // Two steps, and everything they leave behind.
    private static float[] Run(Device device, int first, int second)
    {
        Parameter a = Filled("a", new Shape(6, 6)), b = Filled("other", new Shape(6, 6));
        Tensor newA = s_formulas[first](a, b), newB = s_formulas[second](b, a);
        Tensor[] outputs = [newA, s_formulas[(first * 5 + second) % s_formulas.Length](a, b), s_formulas[(first + second * 3) % s_formulas.Length](b, a).Exp()];
        Workspace workspace = device.Compile(new Step { Outputs = outputs, Updates = [(a, newA), (b, newB)] }).CreateWorkspace();
        var seen = new List<float>();
        for (int step = 0; step < 2; step++)
        {
            workspace.Run();
            foreach (Tensor output in outputs) seen.AddRange(workspace.Read<float>(output));
            seen.AddRange(a.Values<float>());
            seen.AddRange(b.Values<float>());
        }

        return [.. seen];
    }
}
