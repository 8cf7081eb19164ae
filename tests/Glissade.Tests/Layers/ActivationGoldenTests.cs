using System.Text.Json;
using Glissade.Tests.CatalogTests;
using Glissade.Tests.Goldens;

namespace Glissade.Tests.Layers;

/// <summary>Activations and their gradients are PyTorch's.</summary>
public sealed class ActivationGoldenTests
{
    [Fact]
    public void Every_activation_has_golden_values()
    {
        string[] covered = [.. Golden.Cases("activations.json").Select(golden => Catalog.Activations.RowOf(Catalog.Activations.Parse(golden.GetProperty("activation").GetString()!))!.Name)];
        Assert.Empty(Catalog.Activations.Rows.Select(row => row.Name).Except(covered));
    }

    public static TheoryData<string> Names => [.. Golden.Cases("activations.json").Select(golden => golden.GetProperty("activation").GetString()!).Distinct()];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_activation_and_its_gradient_are_those_of_PyTorch(string name)
    {
        foreach (JsonElement golden in Golden.Cases("activations.json").Where(golden => golden.GetProperty("activation").GetString() == name))
        {
            foreach (DType type in (DType[])[DType.Float64, DType.Float32])
            {
                Layer activation = ActivationTexts.In(type, name);
                Shape shape = golden.GetProperty("shape").Shape();
                Parameter x = Evaluated.Parameter(golden.GetProperty("x").Numbers(), shape, type);
                Tensor y = activation.Apply(x, Pass.Inference());
                Tensor cost = (y * Evaluated.Constant(golden.GetProperty("upstream").Numbers(), y.Shape, type)).Sum();
                double[][] found = Evaluated.Of([y, .. Gradient.Of(cost, [x, .. activation.Parameters])]);
                Golden.Same($"{activation} of {shape}", type, golden.GetProperty("y").Numbers(), found[0]);
                Golden.Same($"the gradient of {activation} of {shape}", type, golden.GetProperty("gradient").Numbers(), found[1]);
                double[][] parameters = golden.TryGetProperty("parameters", out JsonElement theirs) ? [.. theirs.EnumerateArray().Select(Golden.Numbers)] : [];
                Assert.Equal(parameters.Length, found.Length - 2);
                for (int i = 0; i < parameters.Length; i++) Golden.Same($"the gradient to parameter {i} of {activation}", type, parameters[i], found[i + 2]);
            }
        }
    }
}
