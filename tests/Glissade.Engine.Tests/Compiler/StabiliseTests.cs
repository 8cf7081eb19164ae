using Glissade.Compiler;

namespace Glissade.Tests.Compiler;

public sealed class StabiliseTests
{
    public static TheoryData<string> CaseNames => [.. Cases.Select(item => item.ToString())];

    public static TheoryData<string> CompositeNames => [.. CompositeCases.All.Select(item => item.Case.Rule)];

    private static IEnumerable<StabiliseCase> Cases => StabiliseCases.OfRules.Concat(StabiliseLossCases.All);

    [Fact]
    public void Every_rule_has_a_case_and_every_case_a_rule()
    {
        string[] names = [.. Stabilise.Rules.Select(rule => rule.Name)];
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.Empty(names.Except(StabiliseCases.OfRules.Select(item => item.Rule)));
        Assert.Empty(StabiliseCases.OfRules.Select(item => item.Rule).Except(names));
        Assert.All(Stabilise.Rules, rule => Assert.NotEmpty(rule.Summary));
    }

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void The_formula_fails_as_written_and_comes_out_right(string name)
    {
        StabiliseCase item = Cases.Single(item => item.ToString() == name);
        (double[] value, double[] gradient) = item.OnPaper();
        (double[] plainValue, double[] plainGradient) = item.Compute(literally: true);
        (double[] betterValue, double[] betterGradient) = item.Compute(literally: false);

        double plain = Math.Max(Worst(plainValue, value), Worst(plainGradient, gradient));
        Assert.True(plain > 8, $"As written it is only {plain:g3} units off: the case shows nothing.");
        Near(item, "value", betterValue, value);
        Near(item, "gradient", betterGradient, gradient);
    }

    [Theory]
    [MemberData(nameof(CompositeNames))]
    public void A_composite_is_the_formula_it_stands_for(string name)
    {
        (StabiliseCase item, Func<Tensor, Tensor> paper) = CompositeCases.All.Single(item => item.Case.Rule == name);
        (double[] value, double[] gradient) = (item with { Formula = paper }).OnPaper();
        (double[] gotValue, double[] gotGradient) = item.Compute(literally: false);
        Near(item, "value", gotValue, value);
        Near(item, "gradient", gotGradient, gradient);
    }

    private static double Worst(double[] got, double[] truth) => got.Zip(truth, StabiliseCase.UnitsOff).Max();

    private static void Near(StabiliseCase item, string what, double[] got, double[] truth)
    {
        Assert.Equal(truth.Length, got.Length);
        for (int i = 0; i < got.Length; i++)
        {
            double units = StabiliseCase.UnitsOff(got[i], truth[i]);
            Assert.True(units <= item.Units, $"{what} {i} is {got[i]:g9}, on paper {truth[i]:g9}: {units:g3} units off; all: {string.Join(", ", got.Zip(truth, StabiliseCase.UnitsOff).Select(u => u.ToString("g3", null)))}");
        }
    }
}
