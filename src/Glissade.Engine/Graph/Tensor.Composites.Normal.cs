namespace Glissade;

// The standard normal distribution. 1 + erf cancels in the lower tail: at −6 no digit is left, and there the share is still 10⁻⁹.
public abstract partial class Tensor
{
    // Φ(−a)·e^(a²/2)·(1 + a) as a polynomial in (a − 4)/(a + 4), which takes 0 … ∞ to −1 … 1 (Shepherd and Laframboise 1981). The coefficients interpolate the function in the
    // points of Chebyshev on a up to 15 and 40, beyond which the share is 0 in float32 and float64; relative errors 3e-9 and 7e-18.
    private static readonly double[] s_shareInFloat32 =
    [
        0.4720532063989766, -0.09670346798073925, 0.013999636592802041, 0.028600032795032343, -0.03219781535425328, 0.017939449481637414,
        -0.00500214085321408, -0.00029991876126557443, 0.0006908448555668235, -6.673718492437857E-05, -7.437454416754374E-05,
    ];

    private static readonly double[] s_shareInFloat64 =
    [
        0.47205320650984467, -0.09670347732652582, 0.013999634724425385, 0.028600364053551482, -0.032197837428084124, 0.017936097479653624,
        -0.005002378591084706, -0.0002856230976918773, 0.0006948971050647634, -9.443025611294547E-05, -8.785318732035834E-05, 2.1250059867512045E-05,
        1.3626886779207572E-05, -3.4322292663927294E-06, -2.6129632472369104E-06, 4.0453496074040365E-07, 5.521195332242644E-07, 1.42485002339593E-09,
        -1.1116003136701888E-07, -1.9907797909474972E-08, 1.776183188385037E-08, 6.268135725359487E-09, -1.576226490491662E-09, -8.021393100262695E-10,
    ];

    // Φ(x): the share of the standard normal distribution below x.
    private Tensor NormalShare()
    {
        (double[] coefficients, double end) = Type == DType.Float64 ? (s_shareInFloat64, 40) : (s_shareInFloat32, 15);
        Tensor size = Select(IsLess(0), -this, this), far = size.IsGreater(end), a = Select(far, end, size);
        Tensor s = (a - 4) / (a + 4), sum = Like(coefficients[^1], this).BroadcastTo(Shape);
        for (int i = coefficients.Length - 2; i >= 0; i--) sum = FusedMultiplyAdd(sum, s, Like(coefficients[i], this));
        // The square's rounding would be multiplied by its size: it is put back.
        Tensor half = a * 0.5, exponent = half * a, lost = FusedMultiplyAdd(half, a, -exponent).Detach(), power = (-exponent).Exp();
        Tensor bell = power - power * lost, tail = bell * sum / (a + 1);
        return Sloped(Select(IsLess(0), tail, 1 - tail), bell * (1 / Math.Sqrt(2 * Math.PI)));
    }
}
