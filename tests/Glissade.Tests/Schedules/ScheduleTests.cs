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
}
