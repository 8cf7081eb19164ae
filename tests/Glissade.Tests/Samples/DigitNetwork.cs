namespace Glissade.Tests.Samples;

/// <summary>A network for pictures written as formulas, so that the facts about the pictures hang on the engine alone: 784 pixels, perhaps a hidden layer of ReLU, 10 classes; cross entropy, Adam.</summary>
internal static class DigitNetwork
{
    private const int Batch = 64;

    /// <summary>Trains on the first pictures and returns the share of the rest that it tells right.</summary>
    public static double Accuracy(byte[] pictures, byte[] labels, int training, int hidden, int epochs)
    {
        List<Parameter> parameters = Parameters(hidden);
        Input x = new("x", new Shape(Batch, 784), DType.UInt8), y = new("y", new Shape(Batch, 10)), one = new("one"), two = new("two");
        Tensor loss = -(y * Logits(x, parameters).LogSoftmax()).Sum(1).Mean();
        Tensor[] gradients = Gradient.Of(loss, [.. parameters]);
        var updates = new List<(State, Tensor)>();
        for (int i = 0; i < parameters.Count; i++)
        {
            var mean = new Buffer($"mean{i}", parameters[i].Shape);
            var square = new Buffer($"square{i}", parameters[i].Shape);
            Tensor newMean = mean * 0.9 + gradients[i] * 0.1, newSquare = square * 0.999 + gradients[i] * gradients[i] * 0.001;
            updates.AddRange([(mean, newMean), (square, newSquare), (parameters[i], parameters[i] - 0.001 * (newMean / one) / ((newSquare / two).SquareRoot() + 1e-8))]);
        }

        Workspace workspace = Device.Cpu.Compile(new Step { Outputs = [loss], Updates = updates }).CreateWorkspace();
        byte[] pixels = new byte[Batch * 784];
        float[] classes = new float[Batch * 10];
        int step = 0;
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            int[] order = new RandomStream(1, "shuffle", (ulong)epoch).Permutation(training);
            for (int start = 0; start + Batch <= training; start += Batch)
            {
                step++;
                Array.Clear(classes);
                for (int i = 0; i < Batch; i++)
                {
                    int example = order[start + i];
                    pictures.AsSpan(example * 784, 784).CopyTo(pixels.AsSpan(i * 784));
                    classes[i * 10 + labels[example]] = 1;
                }

                workspace.Set<byte>(x, pixels);
                workspace.Set<float>(y, classes);
                workspace.Set(one, (float)(1 - Math.Pow(0.9, step)));
                workspace.Set(two, (float)(1 - Math.Pow(0.999, step)));
                workspace.Run();
            }
        }

        return Right(pictures, labels, training, parameters);
    }

    private static double Right(byte[] pictures, byte[] labels, int training, List<Parameter> parameters)
    {
        int count = labels.Length - training, right = 0;
        var x = new Input("x", new Shape(count, 784), DType.UInt8);
        Tensor best = Logits(x, parameters).ArgMax(1);
        Workspace workspace = Device.Cpu.Compile(new Step { Outputs = [best] }).CreateWorkspace();
        workspace.Set<byte>(x, pictures.AsSpan(training * 784));
        workspace.Run();
        ReadOnlySpan<int> said = workspace.Read<int>(best);
        for (int i = 0; i < count; i++) right += said[i] == labels[training + i] ? 1 : 0;
        return right / (double)count;
    }

    private static List<Parameter> Parameters(int hidden)
    {
        int[] widths = hidden == 0 ? [784, 10] : [784, hidden, 10];
        Tensor seed = Tensor.Scalar(1, DType.Int32), zero = Tensor.Scalar(0, DType.Int32);
        var parameters = new List<Parameter>();
        for (int i = 1; i < widths.Length; i++)
        {
            var weights = new Parameter($"w{i}", new Shape(widths[i - 1], widths[i]));
            weights.Assign((Tensor.RandomUniform(weights.Shape, weights.Name, seed, zero, zero) * 2 - 1) / Math.Sqrt(widths[i - 1]));
            parameters.AddRange([weights, new Parameter($"b{i}", new Shape(widths[i]))]);
        }

        return parameters;
    }

    private static Tensor Logits(Tensor pixels, List<Parameter> parameters)
    {
        Tensor x = (pixels.Cast(DType.Float32) / 255 - 0.13) / 0.28;
        for (int i = 0; i < parameters.Count; i += 2)
        {
            x = x.MatMul(parameters[i]) + parameters[i + 1];
            if (i + 2 < parameters.Count) x = x.Relu();
        }

        return x;
    }
}
