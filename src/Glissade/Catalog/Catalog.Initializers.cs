namespace Glissade;

public static partial class Catalog
{
    /// <summary>What parameters begin as.</summary>
    public static CatalogFamily<Initializer> Initializers { get; } = new("initializer", "initializers",
    [
        new("torch", "PyTorch's default for linear layers, weights and biases alike.", "uniform in ±1/√inputs", () => new TorchInitializer()) { Aliases = ["pytorch"] },
        new("zeros", "0 everywhere; Keras' default for biases.", "0", () => new ZerosInitializer()) { NoTwin = "Its formula is its values; the tests say them." },
        new("ones", "1 everywhere.", "1", () => new OnesInitializer()) { NoTwin = "Its formula is its values; the tests say them." },
        new("constant", "One number everywhere.", "c", () => new ConstantInitializer())
        {
            Samples = ["constant(value=0.1)"],
            Refused = ["constant(value=nan)"],
            NoTwin = "Its formula is its values; the tests say them.",
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
        new("kaiming_normal", "Keeps signals at their size through rectified layers. Keras cuts the tails off.", "normal, deviation gain / √fan", () => new KaimingNormalInitializer())
        {
            Aliases = ["he_normal"],
            Samples = ["kaiming_normal(mode=fan_out, nonlinearity=relu)"],
            Refused = ["he_normal(mode=3)"],
        },
        new("uniform", "Uniform between two bounds. PyTorch's are 0 and 1, Keras' ±0.05.", "uniform in low … high", () => new UniformInitializer())
        {
            Aliases = ["random_uniform"],
            Samples = ["uniform(low=-0.1, high=0.1)"],
            Refused = ["uniform(low=2)", "uniform(high=inf)"],
        },
        new("normal", "The normal distribution. PyTorch's deviation is 1, Keras' 0.05.", "normal, mean and deviation given", () => new NormalInitializer())
        {
            Aliases = ["random_normal"],
            Samples = ["normal(deviation=0.02)", "normal(mean=1)"],
            Refused = ["normal(deviation=-1)"],
        },
        new("truncated_normal", "The normal distribution between two bounds. PyTorch's bounds are the numbers −2 and 2, Keras' two deviations, of 0.05.", "normal, of what lies in low … high", () => new TruncatedNormalInitializer())
        {
            Aliases = ["trunc_normal"],
            Samples = ["truncated_normal(deviation=0.02, low=-0.04, high=0.04)", "truncated_normal(mean=1, low=0, high=10)"],
            Refused = ["truncated_normal(deviation=0)", "truncated_normal(low=3)", "truncated_normal(mean=10)"],
        },
        new("lecun_uniform", "Keeps signals of linear layers, and of SELU's, at their size.", "uniform in ±√(3 / inputs)", () => new LeCunUniformInitializer()) { NoTwin = "PyTorch has none; kaiming_uniform_ of linear layers is the same, and gives the golden values." },
        new("lecun_normal", "Keeps signals of linear layers, and of SELU's, at their size. Keras cuts the tails off.", "normal, deviation 1/√inputs", () => new LeCunNormalInitializer()) { NoTwin = "PyTorch has none; kaiming_normal_ of linear layers is the same, and gives the golden values." },
        new("variance_scaling", "Keras' family, of which Xavier's, Kaiming's and LeCun's are cases.", "mean 0, variance scale / fan", () => new VarianceScalingInitializer())
        {
            Samples = ["variance_scaling(scale=2, mode=fan_out, distribution=uniform)", "variance_scaling(mode=fan_avg, distribution=untruncated_normal)"],
            Refused = ["variance_scaling(scale=0)", "variance_scaling(mode=fan)", "variance_scaling(distribution=normal_)"],
            NoTwin = "Keras' own; its formula gives the golden values.",
        },
        new("orthogonal", "Vectors of one length at right angles, whichever of rows and columns are fewer; of more than two axes the first counts the rows, as in PyTorch.", "WᵀW = gain²·1 or WWᵀ = gain²·1", () => new OrthogonalInitializer())
        {
            Samples = ["orthogonal(gain=1.5)"],
            Refused = ["orthogonal(gain=0)"],
            NoTwin = "PyTorch draws other numbers; the vectors are held to their lengths and right angles.",
        },
        new("identity", "The identity matrix times a gain.", "gain·1", () => new IdentityInitializer())
        {
            Aliases = ["eye"],
            Samples = ["identity(gain=0.5)"],
            Refused = ["identity(gain=nan)"],
            NoTwin = "Its formula is its values; the tests say them.",
        },
        new("sparse", "Normal, but a share of each input's weights is 0.", "normal, a share 0", () => new SparseInitializer())
        {
            Samples = ["sparse(sparsity=0.5, deviation=0.1)"],
            Refused = ["sparse(sparsity=1.5)", "sparse(deviation=-1)"],
            NoTwin = "PyTorch draws other numbers; what is 0 is counted for each input.",
        },
    ]);
}
