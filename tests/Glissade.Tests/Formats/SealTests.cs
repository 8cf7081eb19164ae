using Glissade.Tests.Training;

namespace Glissade.Tests;

public sealed class SealTests
{
    [Fact]
    public void Every_bit_of_a_model_file_and_of_a_state_counts()
    {
        string folder = Toy.Folder(), state = Path.Combine(folder, "last.safetensors"), model = Path.Combine(folder, "model.safetensors");
        Trainer Of() => new(new Sequential(new Linear(2, 3), new Tanh(), new Linear(3, 3)), new CrossEntropy(), new Adam { LearningRate = 1e-2f }) { CheckpointPath = state, Resume = true };
        Trainer trainer = Of();
        Dataset data = Toy.Classes(30);
        trainer.Fit(data, data, epochs: 1);
        trainer.Save(model, data);
        Model.Load(model);
        foreach (string path in (string[])[model, state])
        {
            byte[] good = File.ReadAllBytes(path);
            int header = 8 + (int)BitConverter.ToUInt64(good);
            // Every bit of the weights, and some of all others.
            for (int bit = 0; bit < 8 * good.Length; bit += bit < 8 * header ? 23 : path == model ? 1 : 31)
            {
                byte[] bad = [.. good];
                bad[bit / 8] ^= (byte)(1 << (bit % 8));
                File.WriteAllBytes(path, bad);
                if (path == model) Assert.Throws<GlissadeException>(() => Model.Load(path));
                else Assert.Throws<GlissadeException>(() => new Explainer(Of()) { StatePath = state }.Explain(data, 0));
            }

            File.WriteAllBytes(path, good);
        }
    }
}
