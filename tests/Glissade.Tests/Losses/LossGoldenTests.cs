using System.Text.Json;
using Glissade.Tests.CatalogTests;
using Glissade.Tests.Goldens;

namespace Glissade.Tests.Losses;

/// <summary>Costs and gradients are PyTorch's.</summary>
public sealed class LossGoldenTests
{
    public static TheoryData<string> Names => [.. Golden.Cases("losses.json").Select(golden => Name(golden)).Distinct()];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_loss_and_its_gradient_are_those_of_PyTorch(string name)
    {
        foreach (JsonElement golden in Golden.Cases("losses.json").Where(golden => Name(golden) == name))
        {
            Loss loss = Catalog.Losses.Parse(golden.GetProperty("loss").GetString()!);
            foreach (DType type in (DType[])[DType.Float64, DType.Float32])
            {
                Parameter prediction = Evaluated.Parameter(golden.GetProperty("prediction").Numbers(), golden.GetProperty("shape").Shape(), type);
                Tensor target = Evaluated.Constant(golden.GetProperty("target").Numbers(), golden.GetProperty("targetShape").Shape(), golden.GetProperty("classes").GetBoolean() ? DType.Int32 : type);
                Reduction reduction = golden.GetProperty("reduction").GetString() switch { "sum" => Reduction.Sum, "none" => Reduction.None, _ => Reduction.Mean };
                Tensor cost = loss.Cost(prediction, target, reduction: reduction);
                double[][] found = Evaluated.Of(cost, Gradient.Of(cost.Sum(), prediction)[0]);
                string what = $"{loss} ({reduction}) of {golden.GetProperty("shape")} {golden.GetProperty("note")}";
                Golden.Same(what, type, golden.GetProperty("value").Numbers(), found[0]);
                Golden.Same($"the gradient of {what}", type, golden.GetProperty("gradient").Numbers(), found[1]);
            }
        }
    }

    // One test a loss; its arguments and shapes are its cases.
    private static string Name(JsonElement golden) => golden.GetProperty("loss").GetString()!.Split('(')[0];
}
