using Glissade.Tests.CatalogTests;

namespace Glissade.Tests.Losses;

/// <summary>A loss of probabilities right behind a sigmoid or softmax is as accurate as the loss of logits.</summary>
public sealed class StabilisedLossTests
{
    [Fact]
    public void Behind_a_sigmoid_the_loss_of_probabilities_is_that_of_logits()
    {
        foreach (float z in (float[])[-95, -50, -17.3f, -1, 0, 0.5f, 20, 60, 95])
        {
            foreach (float t in (float[])[0, 1])
            {
                Parameter logit = Evaluated.Parameter([z], new Shape(1, 1), DType.Float32);
                Tensor target = Tensor.From([t], new Shape(1, 1));
                Tensor probabilities = new BinaryCrossEntropy().Cost(logit.Sigmoid(), target), logits = new BinaryCrossEntropyWithLogits().Cost(logit, target);
                Same(Evaluated.Of(probabilities, Gradient.Of(probabilities, logit)[0]), Evaluated.Of(logits, Gradient.Of(logits, logit)[0]));
            }
        }
    }

    [Fact]
    public void Behind_a_softmax_the_loss_of_probabilities_is_that_of_logits()
    {
        foreach (int label in (int[])[0, 1, 2])
        {
            Parameter logits = Evaluated.Parameter([40, -60, 3], new Shape(1, 3), DType.Float32);
            Tensor target = Tensor.From([label]);
            Tensor ofProbabilities = new CategoricalCrossEntropy().Cost(logits.Softmax(), target), ofLogits = new CrossEntropy().Cost(logits, target);
            Same(Evaluated.Of(ofProbabilities, Gradient.Of(ofProbabilities, logits)[0]), Evaluated.Of(ofLogits, Gradient.Of(ofLogits, logits)[0]));
        }
    }

    [Fact]
    public void Behind_a_sigmoid_the_overlaps_have_slopes_where_a_target_is_certain()
    {
        foreach (string loss in (string[])["dice", "tversky", "focal_tversky", "focal_tversky(gamma=2)", "binary_focal", "bce"])
        {
            Parameter logit = Evaluated.Parameter([0.3, -2, 1.5, 0.1], new Shape(4, 1), DType.Float32);
            // The binary focal loss takes the logits themselves.
            Loss parsed = Catalog.Losses.Parse(loss);
            Tensor cost = parsed.Cost(parsed.Prediction == PredictionKind.Logits ? logit : logit.Sigmoid(), Tensor.From([0f, 1, 1, 0], new Shape(4, 1)));
            Assert.All(Evaluated.Of(cost, Gradient.Of(cost, logit)[0]).SelectMany(values => values), value => Assert.True(double.IsFinite(value), $"{loss}: {value}"));
        }
    }

    private static void Same(double[][] a, double[][] b)
    {
        for (int i = 0; i < a.Length; i++)
            for (int j = 0; j < a[i].Length; j++) Assert.Equal(b[i][j], a[i][j], Math.Abs(b[i][j]) * 4e-7);
    }
}
