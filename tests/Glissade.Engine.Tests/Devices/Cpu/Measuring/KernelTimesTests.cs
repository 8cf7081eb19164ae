using Glissade.Devices.Cpu;
using Glissade.Devices.Cpu.Measuring;

namespace Glissade.Tests.Devices.Cpu.Measuring;

public sealed class KernelTimesTests
{
    [Fact]
    public void Every_kernel_of_the_plan_is_timed_and_named()
    {
        (Step step, _) = Descent();
        var plan = (CpuPlan)Device.Cpu.Compile(step);
        var workspace = (CpuWorkspace)plan.CreateWorkspace();
        int before = 0;
        IReadOnlyList<KernelTime> times = KernelTimes.Measure(workspace, 5, () => before++);
        Assert.Equal(5, before);
        Assert.Equal(plan.Operations, times.Sum(time => time.Operations));
        Assert.Equal(plan.BytesMoved, times.Sum(time => time.Bytes));
        Assert.All(times, time => Assert.True(time.Seconds >= 0 && time.Formula.Length > 0));
        Assert.Contains(times, time => time.Seconds > 0);
        Assert.Contains(times, time => time.Provenances.Any(provenance => provenance.Path == "cost"));
    }

    [Fact]
    public void A_timed_run_gives_the_bits_of_any_other()
    {
        (Step plainly, Parameter left) = Descent();
        (Step timed, Parameter right) = Descent();
        Workspace workspace = Device.Cpu.Compile(plainly).CreateWorkspace();
        for (int i = 0; i < 7; i++) workspace.Run();
        KernelTimes.Measure((CpuWorkspace)Device.Cpu.Compile(timed).CreateWorkspace(), 7, () => { });
        Assert.Equal(left.Values<float>().ToArray(), right.Values<float>().ToArray());
    }

    [Fact]
    public void The_kernels_of_a_scan_are_timed_over_all_steps()
    {
        Parameter x = new("x", new Shape(30, 40, 50)), w = new("w", new Shape(50, 50)), h = new("h", new Shape(40, 50));
        x.Set<float>([.. Enumerable.Range(0, 60_000).Select(i => i % 13 / 13f)]);
        w.Set<float>([.. Enumerable.Range(0, 2500).Select(i => i % 7 / 70f)]);
        Tensor last = Tensor.Scan([h], [x], (carries, items) => new ScanStep([(carries[0].MatMul(w) + items[0]).Tanh()], [])).Carried[0];
        IReadOnlyList<KernelTime> times = KernelTimes.Measure((CpuWorkspace)Device.Cpu.Compile(new Step { Outputs = [last] }).CreateWorkspace(), 5, () => { });
        KernelTime scan = Assert.Single(times, time => time.Inner.Count > 0);
        Assert.Equal(scan.Operations, scan.Inner.Sum(inner => inner.Operations));
        Assert.Equal(scan.Bytes, scan.Inner.Sum(inner => inner.Bytes));
        Assert.All(scan.Inner, inner => Assert.InRange(inner.Seconds, 0, scan.Seconds));
        Assert.True(scan.Inner.Sum(inner => inner.Seconds) > scan.Seconds / 2);
    }

    [Fact]
    public void The_memory_of_a_plan_is_counted_once_for_reading_and_once_for_writing()
    {
        var x = new Input("x", new Shape(1000));
        var weights = new Parameter("w", new Shape(1000));
        var never = new Parameter("never", new Shape(1000));
        var plan = (CpuPlan)Device.Cpu.Compile(new Step { Inputs = [x], Outputs = [(x * weights).Exp()], Updates = [(weights, weights - x), (never, x * 2)] });
        var memory = PlanMemory.Of(plan);
        // Read: x and w; written: the output, w and never.
        Assert.InRange(memory.Compulsory, 5 * 4000, 5 * 4000 + 100);
        Assert.InRange(memory.Held, 3 * 4000, 3 * 4000 + 100);
        Assert.Equal(memory.Held + plan.PeakBytes, memory.Working);
    }

    private static (Step Step, Parameter Weights) Descent()
    {
        var x = new Parameter("x", new Shape(40, 30));
        var weights = new Parameter("w", new Shape(30, 20));
        x.Set<float>([.. Enumerable.Range(0, 1200).Select(i => i % 17 / 17f - 0.4f)]);
        weights.Set<float>([.. Enumerable.Range(0, 600).Select(i => i % 13 / 13f - 0.5f)]);
        using Provenance.Scope scope = Provenance.Enter("cost", "mean(tanh(x·W)²)");
        Tensor cost = x.MatMul(weights).Tanh().Square().Mean();
        return (new Step { Outputs = [cost], Updates = [(weights, weights - 0.1 * Gradient.Of(cost, weights)[0])] }, weights);
    }
}
