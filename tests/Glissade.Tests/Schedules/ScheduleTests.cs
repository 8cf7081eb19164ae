using System.Text.Json;
using Glissade.Tests.Goldens;

namespace Glissade.Tests.Schedules;

/// <summary>Factors of the learning rate are PyTorch's, and end where they should.</summary>
public sealed class ScheduleTests
{
    public static TheoryData<string> Names => [.. Golden.Cases("schedules.json").Select(golden => golden.GetProperty("schedule").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Fifty_factors_are_those_of_PyTorch(string name)
    {
        JsonElement golden = Golden.Cases("schedules.json").Single(golden => golden.GetProperty("schedule").GetString() == name);
        Schedule schedule = Catalog.Schedules.Parse(name);
        double[] theirs = golden.GetProperty("factors").Numbers();
        Golden.Same(name, DType.Float64, theirs, [.. theirs.Select((_, step) => schedule.Factor(step, golden.GetProperty("total").GetInt64()))]);
    }

    [Fact]
    public void A_cosine_stays_at_its_minimum()
    {
        var schedule = new CosineSchedule { MinimumFactor = 0.1, Steps = 20 };
        Assert.Equal(0.1, schedule.Factor(20, 100));
        Assert.Equal(0.1, schedule.Factor(35, 100));
    }

    [Fact]
    public void A_warm_up_longer_than_the_run_is_no_error()
    {
        var schedule = new WarmupSchedule { Steps = 100, Inner = new CosineSchedule() };
        Assert.Equal(10 / 101.0, schedule.Factor(9, 10), 1e-15);
        Assert.Equal(1, schedule.Factor(100, 10));
    }

    [Fact]
    public void A_plateau_is_seen_as_PyTorch_sees_it()
    {
        foreach (JsonElement golden in Golden.Cases("plateaus.json"))
        {
            string name = golden.GetProperty("schedule").GetString()!;
            Schedule schedule = Catalog.Schedules.Parse(name);
            double[] state = schedule.NewState();
            Assert.Equal(1, schedule.Factor(0, 50, state));
            double[] found = [.. golden.GetProperty("costs").Numbers().Select((cost, epoch) =>
            {
                schedule.Observe(state, cost);
                return schedule.Factor(epoch + 1, 50, state);
            })];
            Golden.Same(name, DType.Float64, golden.GetProperty("factors").Numbers(), found);
        }
    }

    [Fact]
    public void A_cost_that_is_no_number_is_no_improvement()
    {
        var schedule = new ReduceOnPlateauSchedule { Patience = 1 };
        double[] state = schedule.NewState();
        foreach (double cost in (double[])[double.NaN, double.PositiveInfinity]) schedule.Observe(state, cost);
        Assert.Equal(0.1, schedule.Factor(1, 1, state), 1e-15);
    }

    [Fact]
    public void What_is_inside_carries_its_own_state()
    {
        var plateau = new ReduceOnPlateauSchedule { Patience = 0, Reduction = 0.5 };
        foreach (Schedule schedule in (Schedule[])[new WarmupSchedule { Steps = 2, Inner = plateau }, new ChainSchedule { Schedules = [new ConstantSchedule(), plateau, plateau with { Reduction = 0.25 }] },
            new JoinSchedule { Schedules = [new ConstantSchedule { Value = 0.5 }, new LinearSchedule(), plateau], Milestones = [2, 5] }])
        {
            double[] state = schedule.NewState();
            double before = schedule.Factor(7, 10, state);
            for (int epoch = 0; epoch < 3; epoch++) schedule.Observe(state, 1);
            // The first epoch is the best; each of the two after it is one too many.
            double each = schedule is ChainSchedule ? 0.125 : 0.5;
            Assert.Equal(before * each * each, schedule.Factor(7, 10, state), 1e-15);
            Assert.Equal(before, schedule.Factor(7, 10));
        }
    }

    [Fact]
    public void Every_schedule_has_golden_values()
    {
        IEnumerable<string> covered = ((string[])["schedules.json", "plateaus.json"]).SelectMany(Golden.Cases)
            .Select(golden => Catalog.Schedules.RowOf(Catalog.Schedules.Parse(golden.GetProperty("schedule").GetString()!))!.Name);
        Assert.Empty(Catalog.Schedules.Rows.Select(row => row.Name).Except(covered));
    }

    [Fact]
    public void Factors_are_finite_and_not_below_zero_in_runs_of_every_length()
    {
        foreach (CatalogRow<Schedule> row in Catalog.Schedules.Rows)
        {
            foreach (Schedule schedule in row.Samples.Select(Catalog.Schedules.Parse).Prepend(row.Prototype))
                foreach (long total in (long[])[1, 2, 3, 10, 1_000_000_000])
                    foreach (long step in (long[])[0, 1, 2, 9, 50, total / 2, total - 1, total, total + 1, 2 * total])
                        Assert.True(schedule.Factor(step, total) is >= 0 and < 1e3, $"{schedule} at {step} of {total} is {schedule.Factor(step, total)}");
        }
    }

    [Fact]
    public void A_formula_of_ones_own_is_a_schedule()
    {
        var schedule = new LambdaSchedule((step, total) => 1 - step / (double)total);
        Assert.Equal(0.75, schedule.Factor(5, 20));
        Assert.Equal("LambdaSchedule", schedule.ToString());
        Assert.False(Catalog.Schedules.Knows(schedule));
    }
}
