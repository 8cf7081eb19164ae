namespace Glissade;

/// <summary>What stands behind a layer: by it, an initializer makes up for what the activation takes from the size of the signal.</summary>
public enum Nonlinearity
{
    /// <summary>Nothing: gain 1.</summary>
    Linear,

    /// <summary>Gain 1, as PyTorch has it.</summary>
    Sigmoid,

    /// <summary>Gain 5/3.</summary>
    Tanh,

    /// <summary>Gain √2.</summary>
    ReLU,

    /// <summary>Gain √(2 / (1 + slope²)).</summary>
    LeakyReLU,

    /// <summary>Gain 3/4.</summary>
    SELU,
}

/// <summary>Which side of a layer keeps the size of its signal.</summary>
public enum FanMode
{
    /// <summary>The inputs: activations keep their size on the way forward.</summary>
    In,

    /// <summary>The outputs: gradients keep their size on the way back.</summary>
    Out,
}

/// <summary>Names and gains, as in <c>torch.nn.init.calculate_gain</c>.</summary>
internal static class Gains
{
    private static readonly string[] s_names = ["linear", "sigmoid", "tanh", "relu", "leaky_relu", "selu"];
    private static readonly string[] s_modes = ["fan_in", "fan_out"];

    public static double Of(Nonlinearity nonlinearity, double slope) => nonlinearity switch
    {
        Nonlinearity.Tanh => 5.0 / 3,
        Nonlinearity.ReLU => Math.Sqrt(2),
        Nonlinearity.LeakyReLU => Math.Sqrt(2 / (1 + slope * slope)),
        Nonlinearity.SELU => 0.75,
        _ => 1,
    };

    public static Nonlinearity Map(Arguments arguments, Nonlinearity value) => (Nonlinearity)Array.IndexOf(s_names, arguments.Choice("nonlinearity", s_names[(int)value], s_names));

    public static FanMode Map(Arguments arguments, FanMode value) => (FanMode)Array.IndexOf(s_modes, arguments.Choice("mode", s_modes[(int)value], s_modes));
}
