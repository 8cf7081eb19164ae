namespace Glissade;

public static partial class Catalog
{
    /// <summary>What parameters begin as.</summary>
    public static CatalogFamily<Initializer> Initializers { get; } = new("initializer", "initializers",
    [
        new("torch", "PyTorch's default for linear layers, weights and biases alike.", "uniform in ±1/√inputs", () => new TorchInitializer()) { Aliases = ["pytorch"] },
        new("zeros", "0 everywhere; Keras' default for biases.", "0", () => new ZerosInitializer()),
        new("ones", "1 everywhere.", "1", () => new OnesInitializer()),
        new("constant", "One number everywhere.", "c", () => new ConstantInitializer())
        {
            Samples = ["constant(value=0.1)"],
            Refused = ["constant(value=nan)"],
        },
        new("xavier_uniform", "Keeps signals and gradients at their size. Keras' default for Dense.", "uniform in ±gain·√(6 / (inputs + outputs))", () => new XavierUniformInitializer())
        {
            Aliases = ["xavier", "glorot", "glorot_uniform"],
            Samples = ["xavier_uniform(gain=1.5)"],
            Refused = ["xavier(gain=0)"],
        },
        new("xavier_normal", "Keeps signals and gradients at their size. Keras cuts the tails off.", "normal, deviation gain·√(2 / (inputs + outputs))", () => new XavierNormalInitializer())
        {
            Aliases = ["glorot_normal"],
            Samples = ["xavier_normal(gain=2)"],
            Refused = ["xavier_normal(gain=-1)"],
        },
        new("kaiming_uniform", "Keeps signals at their size through rectified layers.", "uniform in ±gain·√(3 / fan)", () => new KaimingUniformInitializer())
        {
            Aliases = ["kaiming", "he", "he_uniform"],
            Samples = ["kaiming_uniform(mode=fan_out, nonlinearity=tanh)", "he(negative_slope=0.5)"],
            Refused = ["he(mode=fan_inn)", "he(nonlinearity=swish)"],
        },
        new("kaiming_normal", "Keeps signals at their size through rectified layers.", "normal, deviation gain / √fan", () => new KaimingNormalInitializer())
        {
            Aliases = ["he_normal"],
            Samples = ["kaiming_normal(mode=fan_out, nonlinearity=relu)"],
            Refused = ["he_normal(mode=3)"],
        },
    ]);
}
