namespace Glissade;

/// <summary>A network that is measured, with what one example of it takes and gives. <c>bench/peers/</c> builds the same ones, with as many parameters.</summary>
/// <param name="Layers">Builds it, its weights not yet set.</param>
/// <param name="Input">One example's input.</param>
/// <param name="Output">What it gives for one example.</param>
/// <param name="Entries">How many different whole numbers the input has, as the index of an embedding; 0 if it takes float32.</param>
internal sealed record MeasuredNetwork(Func<Layer> Layers, Shape Input, Shape Output, int Entries = 0)
{
    /// <summary>Two convolutions with pooling and two linear layers over pictures of 28 by 28.</summary>
    public static MeasuredNetwork Cnn28 { get; } = new(
        () => new Sequential(
            new Conv2d(1, 32, 3, padding: 1), new ReLU(), new MaxPool(2),
            new Conv2d(32, 64, 3, padding: 1), new ReLU(), new MaxPool(2),
            new Flatten(), new Linear(64 * 7 * 7, 128), new ReLU(), new Linear(128, 10)),
        new Shape(1, 28, 28), new Shape(10));

    /// <summary>ResNet-20 for pictures of 32 by 32 in colour (He et al. 2015): where a stage begins, a convolution with a window of 1 makes the input fit (option B).</summary>
    public static MeasuredNetwork ResNet20 { get; } = new(
        () => new Sequential([
            .. Normalized(3, 16, 3, 1), new ReLU(),
            .. Stage(16, 16, stride: 1), .. Stage(16, 32, stride: 2), .. Stage(32, 64, stride: 2),
            new GlobalAveragePool(), new Linear(64, 10)]),
        new Shape(3, 32, 32), new Shape(10));

    /// <summary>A transformer that says for each of 64 letters, out of 65, which comes next.</summary>
    public static MeasuredNetwork CharGpt { get; } = new(
        () => new Sequential(
            new Embedding(65, 128), new PositionalEmbedding(64, 128),
            new TransformerEncoder(128, heads: 4, layers: 4, causal: true, new TransformerOptions { FeedForward = 512, Dropout = 0, Activation = new GELU(), NormFirst = true, FinalNorm = true }),
            // The loss wants the classes in axis 1.
            new Linear(128, 65), new Permute(2, 1)),
        new Shape(64), new Shape(65, 64), Entries: 65);

    /// <summary>A recurrent layer over 50 steps of 16 numbers, the last of which makes one number.</summary>
    public static MeasuredNetwork Lstm64 { get; } = new(() => new Sequential(new Lstm(16, 64), new LastStep(), new Linear(64, 1)), new Shape(50, 16), new Shape(1));

    /// <summary>Linear layers of these widths, inputs first, with a ReLU between each two.</summary>
    public static MeasuredNetwork Dense(params int[] widths)
    {
        ArgumentNullException.ThrowIfNull(widths);
        return new(
            () => new Sequential([.. widths.Zip(widths.Skip(1)).SelectMany<(int, int), Layer>((pair, i) => i == 0 ? [new Linear(pair.Item1, pair.Item2)] : [new ReLU(), new Linear(pair.Item1, pair.Item2)])]),
            new Shape(widths[0]), new Shape(widths[^1]));
    }

    /// <summary>The network, with weights from seed 0.</summary>
    public Layer Build()
    {
        Layer network = Layers();
        network.Initialize(0);
        return network;
    }

    /// <summary>Random inputs, and targets that suit a loss; null for inputs alone.</summary>
    public Dataset Examples(int count, Loss? loss) => RandomExamples.Of(count, Input, Entries == 0 ? DType.Float32 : DType.Int32, Output, loss, Entries);

    private static Layer[] Stage(int channels, int filters, int stride) => [.. Block(channels, filters, stride), .. Block(filters, filters, 1), .. Block(filters, filters, 1)];

    private static Layer[] Block(int channels, int filters, int stride)
    {
        Layer[] inner = [.. Normalized(channels, filters, 3, stride), new ReLU(), .. Normalized(filters, filters, 3, 1)];
        return [stride == 1 ? new Residual(inner) : new Residual(new Sequential(Normalized(channels, filters, 1, stride)), inner), new ReLU()];
    }

    private static Layer[] Normalized(int channels, int filters, int window, int stride) =>
        [new Conv2d(channels, filters, window, stride, padding: window / 2, bias: false), new BatchNorm(filters)];
}
