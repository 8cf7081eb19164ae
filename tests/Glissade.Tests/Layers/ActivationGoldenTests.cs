using System.Text.Json;
using Glissade.Tests.CatalogTests;
using Glissade.Tests.Goldens;

namespace Glissade.Tests.Layers;

/// <summary>Activations and their gradients are PyTorch's.</summary>
public sealed class ActivationGoldenTests
{
    public static TheoryData<string> Names => [.. Golden.Cases("activations.json").Select(golden => golden.GetProperty("activation").GetString()!).Distinct()];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_activation_and_its_gradient_are_those_of_PyTorch(string name)
    {
        Layer activation = Catalog.Activations.Parse(name);
        foreach (JsonElement golden in Golden.Cases("activations.json").Where(golden => golden.GetProperty("activation").GetString() == name))
        {
            foreach (DType type in (DType[])[DType.Float64, DType.Float32])
            {
                Shape shape = golden.GetProperty("shape").Shape();
                Parameter x = Evaluated.Parameter(golden.GetProperty("x").Numbers(), shape, type);
                Tensor y = activation.Apply(x, Pass.Inference());
                Tensor gradient = Gradient.Of((y * Evaluated.Constant(golden.GetProperty("upstream").Numbers(), shape, type)).Sum(), x)[0];
                double[][] found = Evaluated.Of(y, gradient);
                Golden.Same($"{activation} of {shape}", type, golden.GetProperty("y").Numbers(), found[0]);
                Golden.Same($"the gradient of {activation} of {shape}", type, golden.GetProperty("gradient").Numbers(), found[1]);
            }
        }
    }
}
