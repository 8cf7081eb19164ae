using Glissade.Devices.Reference;

namespace Glissade;

/// <summary>
/// The engine's gradients beside central differences in float64: whether the derivative that is taken of a formula is the formula's slope. For each element x of what is differentiated,
/// f'(x) is taken from f at x, x ± h and x ± h/2 with h = 0.002, as the slope at x of the polynomial through these points, whose error falls with h⁴. The error is
/// |gradient − difference| / max(0.1, largest |gradient|); where the formula is smooth for 0.01 to both sides it is below 10⁻⁷. At a kink (ReLU at 0) or next to one the two differ, and rightly so.
/// </summary>
/// <remarks>
/// The formula is evaluated by the float64 reference, four times an element: keep examples small. The gradient is the processor's where all is float64; a formula with float32 parameters is
/// differentiated by the reference too, which rounds nothing to float32. Only the numbers decide: nothing is thrown because a gradient is wrong. A shape that does not fit is refused as ever.
/// </remarks>
/// <example>
/// <code>
/// GradientCheckResult result = GradientCheck.Of(new Huber(), Tensor.From([0.3, -2.5]), Tensor.From([0.0, 1.0]));
/// Console.WriteLine(result);                          // the slope by element … of prediction is …, differences give …: an error of …
/// if (!result.IsWithin()) throw new InvalidOperationException(result.ToString());
/// </code>
/// </example>
public static class GradientCheck
{
    private const double Length = 2e-3, Floor = 0.1;

    private static readonly Lazy<Device> s_cpu = new(() => Device.CreateCpu(new CpuOptions { EmitsCode = false, Threads = 1 }));

    /// <summary>A loss by its prediction.</summary>
    /// <param name="loss">The loss; its cost over the batch is differentiated.</param>
    /// <param name="prediction">Where: values of the shape that the loss takes, [examples, …].</param>
    /// <param name="target">The targets: numbers, or class indices where the loss takes them.</param>
    /// <exception cref="ShapeException">The shapes do not belong together.</exception>
    public static GradientCheckResult Of(Loss loss, Tensor prediction, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(target);
        Parameter at = Place("prediction", prediction, DType.Float64);
        return Of(loss.Cost(at, target.Type.IsFloat() ? target.Cast(DType.Float64) : target), at);
    }

    /// <summary>A layer or a whole network by its input and every parameter. Its outputs are summed with different weights, so that no error is hidden by another.</summary>
    /// <param name="layer">The layer; parameters that were never set are initialised, with the seed 0.</param>
    /// <param name="input">Where: values of the shape that the layer takes, [examples, …]; by whole numbers, such as an embedding's, nothing is differentiated.</param>
    /// <param name="pass">Null, the default, predicts; a pass that trains for dropout and batch statistics.</param>
    /// <exception cref="ShapeException">The layer does not take such an input.</exception>
    public static GradientCheckResult Of(Layer layer, Tensor input, Pass? pass = null)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(input);
        layer.InitializeMissing(0);
        LayerState[] states = [.. layer.States().Where(state => state.State is Parameter)];
        Parameter? x = input.Type.IsFloat() ? Place("input", input, states.Length > 0 ? states[0].State.Type : DType.Float64) : null;
        List<(string, Parameter)> places = [.. states.Select(state => (state.Path, (Parameter)state.State))];
        if (x is not null) places.Insert(0, ("input", x));
        return Compare(layer.Apply(x ?? input, pass ?? Pass.Inference()), places);
    }

    /// <summary>Any formula by the parameters it is made of.</summary>
    /// <param name="formula">The formula; if it has more than one element they are summed with different weights.</param>
    /// <param name="parameters">By what. Their values are moved while this runs, and are afterwards what they were.</param>
    public static GradientCheckResult Of(Tensor formula, params ReadOnlySpan<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(formula);
        return Compare(formula, [.. parameters.ToArray().Select(parameter => (parameter.Name, parameter))]);
    }

    private static GradientCheckResult Compare(Tensor formula, List<(string Name, Parameter Parameter)> places)
    {
        if (places.Sum(place => place.Parameter.Count) == 0) return new GradientCheckResult(0, "", 0, 0, 0);
        Tensor scalar = formula.Count == 1 ? formula
            : (formula * Tensor.From([.. Enumerable.Range(1, checked((int)formula.Count)).Select(i => i * 0.618 % 1 + 0.25)], formula.Shape).Cast(formula.Type)).Sum();
        var reference = new Float64Device();
        bool isDouble = scalar.Type == DType.Float64 && places.All(place => place.Parameter.Type == DType.Float64);
        double[][] gradients = Values(isDouble ? s_cpu.Value : reference, [.. Gradient.Of(scalar, [.. places.Select(place => (Tensor)place.Parameter)])]);
        double scale = gradients.SelectMany(gradient => gradient).Select(Math.Abs).Append(Floor).Max();

        Tensor output = scalar.Cast(DType.Float64);
        Workspace workspace = reference.Compile(new Step { Outputs = [output] }).CreateWorkspace();
        var worst = new GradientCheckResult(0, "", 0, 0, 0);
        int count = 0;
        for (int p = 0; p < places.Count; p++)
        {
            for (int i = 0; i < gradients[p].Length; i++, count++)
            {
                double slope = Slope(places[p].Parameter, i, () =>
                {
                    workspace.Run();
                    return workspace.Read<double>(output)[0];
                });
                double error = Math.Abs(gradients[p][i] - slope) / scale;
                // What is no number is no agreement.
                if (double.IsNaN(error)) error = double.PositiveInfinity;
                if (worst.Where.Length == 0 || error > worst.LargestError) worst = new GradientCheckResult(error, $"element {i} of {places[p].Name}", gradients[p][i], slope, 0);
            }
        }

        return worst with { Count = count };
    }

    // The polynomial's slope: the points are taken where they really are, for x + h is rounded, in float32 by much.
    private static double Slope(Parameter parameter, int element, Func<double> value)
    {
        double[] steps = [0, Length, -Length, Length / 2, -Length / 2], values = new double[steps.Length];
        double here = Get(parameter, element);
        for (int k = 0; k < steps.Length; k++)
        {
            Set(parameter, element, here + steps[k]);
            steps[k] = Get(parameter, element) - here;
            values[k] = value();
        }

        Set(parameter, element, here);
        double slope = 0;
        for (int k = 1; k < steps.Length; k++)
        {
            double weight = 1 / steps[k];
            for (int other = 1; other < steps.Length; other++)
                if (other != k) weight *= steps[other] / (steps[other] - steps[k]);
            slope += weight * (values[k] - values[0]);
        }

        return slope;
    }

    private static double Get(Parameter parameter, int element) => parameter.Type == DType.Float64 ? parameter.Values<double>()[element] : parameter.Values<float>()[element];

    private static void Set(Parameter parameter, int element, double value)
    {
        Storage storage = parameter.ForWriting();
        if (parameter.Type == DType.Float64) storage.Span<double>()[element] = value;
        else storage.Span<float>()[element] = (float)value;
    }

    private static Parameter Place(string name, Tensor values, DType type)
    {
        ArgumentNullException.ThrowIfNull(values);
        var place = new Parameter(name, values.Shape, type);
        double[] numbers = Values(new Float64Device(), [values])[0];
        if (type == DType.Float64) place.Set<double>(numbers);
        else place.Set<float>([.. numbers.Select(number => (float)number)]);
        return place;
    }

    private static double[][] Values(Device device, Tensor[] tensors)
    {
        Tensor[] outputs = [.. tensors.Select(tensor => tensor.Cast(DType.Float64))];
        Workspace workspace = device.Compile(new Step { Outputs = outputs }).CreateWorkspace();
        workspace.Run();
        return [.. outputs.Select(output => workspace.Read<double>(output).ToArray())];
    }
}

/// <summary>What came of a <see cref="GradientCheck"/>: the element at which gradient and differences are the farthest apart.</summary>
/// <param name="LargestError">|gradient − difference| / max(0.1, largest |gradient|); infinite where one of them is no number.</param>
/// <param name="Where">The element, such as <c>element 3 of linear1/weight</c>; empty if there was none.</param>
/// <param name="Gradient">What the engine gives there.</param>
/// <param name="Difference">What differences give there.</param>
/// <param name="Count">How many elements were looked at.</param>
public sealed record GradientCheckResult(double LargestError, string Where, double Gradient, double Difference, int Count)
{
    /// <summary>Whether no error is larger; 10⁻⁷ by default, what central differences can tell.</summary>
    public bool IsWithin(double tolerance = 1e-7) => LargestError <= tolerance;

    /// <summary>In words.</summary>
    public override string ToString() => Where.Length == 0 ? "there was nothing to differentiate by"
        : FormattableString.Invariant($"the slope by {Where} is {Gradient:R}, differences give {Difference:R}: an error of {LargestError:G2}");
}
