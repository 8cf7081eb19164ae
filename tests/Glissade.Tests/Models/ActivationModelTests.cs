using Glissade.Tests.CatalogTests;
using Glissade.Tests.Goldens;
using Glissade.Tests.Layers;
using Glissade.Tests.Training;

namespace Glissade.Tests.Models;

/// <summary>Every activation of the catalogue survives the way into a model file and back.</summary>
public sealed class ActivationModelTests
{
    [Fact]
    public void A_network_of_any_activation_predicts_the_same_from_its_file()
    {
        string folder = Toy.Folder();
        try
        {
            foreach (string text in Catalog.Activations.Rows.SelectMany(row => row.Samples.Prepend(row.Name)))
            {
                Layer activation = ActivationTexts.In(DType.Float32, text.Replace("float64", "float32"));
                int width = (Catalog.Activations.RowOf(activation)!.Takes ?? new Shape(4, 3))[1];
                var network = new Sequential(activation, new Flatten());
                network.Initialize();
                float[] inputs = [.. new RowSamples(5).Between(-3, 3, 7 * width).Select(value => (float)value)];
                Dataset data = Dataset.From<float, float>(inputs, new Shape(width), new float[7]);
                string path = Path.Combine(folder, "model.safetensors");
                new Trainer(network, new MeanSquaredError(), new Sgd()).Save(path, data);
                double[] expected = Evaluated.Of(network.Apply(Tensor.From(inputs, new Shape(7, width)), Pass.Inference()))[0];
                Golden.Same(text, DType.Float32, expected, [.. Model.Load(path).Predict(data).Select(value => (double)value)]);
            }
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }
}
