using System.Runtime.CompilerServices;

namespace Glissade.Devices.Cpu;

// erf of a = |x|, with x's sign put on last. Below 1: a + a·R(a²), R within 0.16 of 0, so nearly all of the error is the last rounding; 2^-28 and 2^-55.
// From 1 on: 1 − 2^g with g = log2(erfc(a)), a polynomial in a − 1, and 2^g as in exp. The weight of an error in g falls with erfc,
// so that the polynomial is hardly longer than one for erf itself would be on a bounded range, and there is no division; 2^-29 and 2^-57.
internal static partial class Elementary
{
    /// <summary>The error function in float32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erf32<L, V>(L lanes, V x) where L : struct, ILanes<V>
    {
        // From 3.93 on the result rounds to 1.
        V a = lanes.Minimum(lanes.Absolute(x), lanes.Constant(4));
        V z = lanes.Multiply(a, a);
        V factor = lanes.Constant(7.853837450966239e-5);
        factor = lanes.FusedMultiplyAdd(factor, z, lanes.Constant(-0.0008010186138562858));
        factor = lanes.FusedMultiplyAdd(factor, z, lanes.Constant(0.005188326817005873));
        factor = lanes.FusedMultiplyAdd(factor, z, lanes.Constant(-0.026853810995817184));
        factor = lanes.FusedMultiplyAdd(factor, z, lanes.Constant(0.1128358542919159));
        factor = lanes.FusedMultiplyAdd(factor, z, lanes.Constant(-0.3761262595653534));
        factor = lanes.FusedMultiplyAdd(factor, z, lanes.Constant(0.12837916612625122));
        V small = lanes.FusedMultiplyAdd(a, factor, a);

        V u = lanes.Subtract(a, lanes.Constant(1));
        V g = lanes.Constant(0.0002688840904738754);
        g = lanes.FusedMultiplyAdd(g, u, lanes.Constant(-0.0026392252184450626));
        g = lanes.FusedMultiplyAdd(g, u, lanes.Constant(0.014276107773184776));
        g = lanes.FusedMultiplyAdd(g, u, lanes.Constant(-0.05987687408924103));
        g = lanes.FusedMultiplyAdd(g, u, lanes.Constant(-1.21636164188385));
        g = lanes.FusedMultiplyAdd(g, u, lanes.Constant(-3.8072245121002197));
        g = lanes.FusedMultiplyAdd(g, u, lanes.Constant(-2.668416738510132));
        V biased = lanes.Add(g, lanes.Constant(12582912.0 + 127));
        V d = lanes.Subtract(g, lanes.Subtract(biased, lanes.Constant(12582912.0 + 127)));
        V power = lanes.Constant(0.001326472614891827);
        power = lanes.FusedMultiplyAdd(power, d, lanes.Constant(0.009671512991189957));
        power = lanes.FusedMultiplyAdd(power, d, lanes.Constant(0.05550733581185341));
        power = lanes.FusedMultiplyAdd(power, d, lanes.Constant(0.24022242426872253));
        power = lanes.FusedMultiplyAdd(power, d, lanes.Constant(0.6931470036506653));
        power = lanes.FusedMultiplyAdd(power, d, lanes.Constant(1));
        V complement = lanes.Multiply(power, lanes.ShiftLeft(biased, 23));
        V large = lanes.Subtract(lanes.Constant(1), complement);

        V result = lanes.Select(lanes.Less(a, lanes.Constant(1)), small, large);
        return lanes.Or(result, lanes.And(x, lanes.Bits(0x80000000L)));
    }

    /// <summary>The error function in float64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erf64<L, V>(L lanes, V x) where L : struct, ILanes<V>
    {
        // From 5.93 on the result rounds to 1.
        V a = lanes.Minimum(lanes.Absolute(x), lanes.Constant(6));
        V z = lanes.Multiply(a, a);
        V factor = lanes.Constant(-7.779441386212572e-10);
        factor = lanes.FusedMultiplyAdd(factor, z, lanes.Constant(1.3710964825089797e-8));
        factor = lanes.FusedMultiplyAdd(factor, z, lanes.Constant(-1.6206309865410467e-7));
        factor = lanes.FusedMultiplyAdd(factor, z, lanes.Constant(1.644713101605576e-6));
        factor = lanes.FusedMultiplyAdd(factor, z, lanes.Constant(-1.4924712252237881e-5));
        factor = lanes.FusedMultiplyAdd(factor, z, lanes.Constant(0.00012055293573988015));
        factor = lanes.FusedMultiplyAdd(factor, z, lanes.Constant(-0.0008548325929202593));
        factor = lanes.FusedMultiplyAdd(factor, z, lanes.Constant(0.0052239776061157065));
        factor = lanes.FusedMultiplyAdd(factor, z, lanes.Constant(-0.02686617064311105));
        factor = lanes.FusedMultiplyAdd(factor, z, lanes.Constant(0.11283791670944181));
        factor = lanes.FusedMultiplyAdd(factor, z, lanes.Constant(-0.3761263890318352));
        factor = lanes.FusedMultiplyAdd(factor, z, lanes.Constant(0.12837916709551256));
        V small = lanes.FusedMultiplyAdd(a, factor, a);

        V u = lanes.Subtract(a, lanes.Constant(1));
        V g = lanes.Constant(-2.2860786452512817e-13);
        g = lanes.FusedMultiplyAdd(g, u, lanes.Constant(7.333121668142424e-12));
        g = lanes.FusedMultiplyAdd(g, u, lanes.Constant(-1.0919749948372826e-10));
        g = lanes.FusedMultiplyAdd(g, u, lanes.Constant(1.003129979905952e-9));
        g = lanes.FusedMultiplyAdd(g, u, lanes.Constant(-6.34619824515311e-9));
        g = lanes.FusedMultiplyAdd(g, u, lanes.Constant(2.890801808149452e-8));
        g = lanes.FusedMultiplyAdd(g, u, lanes.Constant(-9.322133527099723e-8));
        g = lanes.FusedMultiplyAdd(g, u, lanes.Constant(1.7402917142593125e-7));
        g = lanes.FusedMultiplyAdd(g, u, lanes.Constant(1.600489993934653e-7));
        g = lanes.FusedMultiplyAdd(g, u, lanes.Constant(-2.923476291288839e-6));
        g = lanes.FusedMultiplyAdd(g, u, lanes.Constant(1.3824903086733648e-5));
        g = lanes.FusedMultiplyAdd(g, u, lanes.Constant(-3.916024200539422e-5));
        g = lanes.FusedMultiplyAdd(g, u, lanes.Constant(3.790154619632423e-5));
        g = lanes.FusedMultiplyAdd(g, u, lanes.Constant(0.0003423868239064402));
        g = lanes.FusedMultiplyAdd(g, u, lanes.Constant(-0.0028535108200688428));
        g = lanes.FusedMultiplyAdd(g, u, lanes.Constant(0.014475750188831996));
        g = lanes.FusedMultiplyAdd(g, u, lanes.Constant(-0.059959990045229485));
        g = lanes.FusedMultiplyAdd(g, u, lanes.Constant(-1.2163466576858983));
        g = lanes.FusedMultiplyAdd(g, u, lanes.Constant(-3.8072253458536083));
        g = lanes.FusedMultiplyAdd(g, u, lanes.Constant(-2.6684166967815997));
        V biased = lanes.Add(g, lanes.Constant(6755399441055744.0 + 1023));
        V d = lanes.Subtract(g, lanes.Subtract(biased, lanes.Constant(6755399441055744.0 + 1023)));
        V power = lanes.Constant(4.434769938408383e-10);
        power = lanes.FusedMultiplyAdd(power, d, lanes.Constant(7.073783277083125e-9));
        power = lanes.FusedMultiplyAdd(power, d, lanes.Constant(1.0178199580434824e-7));
        power = lanes.FusedMultiplyAdd(power, d, lanes.Constant(1.321543528219328e-6));
        power = lanes.FusedMultiplyAdd(power, d, lanes.Constant(1.525273349311038e-5));
        power = lanes.FusedMultiplyAdd(power, d, lanes.Constant(0.0001540353045711223));
        power = lanes.FusedMultiplyAdd(power, d, lanes.Constant(0.001333355814677463));
        power = lanes.FusedMultiplyAdd(power, d, lanes.Constant(0.00961812910759412));
        power = lanes.FusedMultiplyAdd(power, d, lanes.Constant(0.055504108664820084));
        power = lanes.FusedMultiplyAdd(power, d, lanes.Constant(0.2402265069591013));
        power = lanes.FusedMultiplyAdd(power, d, lanes.Constant(0.6931471805599453));
        power = lanes.FusedMultiplyAdd(power, d, lanes.Constant(1));
        V complement = lanes.Multiply(power, lanes.ShiftLeft(biased, 52));
        V large = lanes.Subtract(lanes.Constant(1), complement);

        V result = lanes.Select(lanes.Less(a, lanes.Constant(1)), small, large);
        return lanes.Or(result, lanes.And(x, lanes.Bits(long.MinValue)));
    }
}
