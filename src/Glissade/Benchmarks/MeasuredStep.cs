using System.Diagnostics;
using Glissade.Devices.Cpu;
using Glissade.Devices.Cpu.Measuring;

namespace Glissade;

/// <summary>
/// A step compiled for a processor of its own, with its inputs set: run again and again, it does what a training does between two batches. Examples and learning rate stay; the number of the
/// step, which Adam's corrections depend on, counts on.
/// </summary>
internal sealed class MeasuredStep
{
    private readonly Func<CpuPlan> _compile;
    private readonly TrainingStep? _training;
    private long _number;

    private MeasuredStep(Func<CpuPlan> compile, Action<MeasuredStep> feed, TrainingStep? training)
    {
        (_compile, _training) = (compile, training);
        long before = Environment.WorkingSet, start = Stopwatch.GetTimestamp();
        Plan = compile();
        Workspace = (CpuWorkspace)Plan.CreateWorkspace();
        CompileSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        ResidentBefore = before;
        feed(this);
    }

    public CpuPlan Plan { get; }

    public CpuWorkspace Workspace { get; }

    /// <summary>From formulas to memory that is ready for the first run: building the graph and its gradient, compiling, emitting.</summary>
    public double CompileSeconds { get; }

    /// <summary>Resident memory of the process before it was compiled, in bytes: weights and data were there already.</summary>
    public long ResidentBefore { get; }

    /// <summary>A training step over all examples of a set.</summary>
    public static MeasuredStep OfTraining(CpuOptions options, Dataset data, Wiring wiring, Optimizer optimizer, double rate)
    {
        CpuDevice device = DeviceFor(options);
        var training = new TrainingStep(wiring, optimizer, device, data, 0);
        StepGraph? graph = null;
        return new MeasuredStep(
            () =>
            {
                StepGraph built = training.Build(data.Count);
                graph ??= built;
                return (CpuPlan)device.Compile(new Step { Outputs = [built.Numerator, built.Denominator], Updates = built.Updates, Inputs = training.InputsOf(built) });
            },
            step => training.Feed(graph!, step.Workspace, [.. Enumerable.Range(0, data.Count)], 0, rate), training);
    }

    /// <summary>A forward pass over all examples of a set.</summary>
    public static MeasuredStep OfPrediction(CpuOptions options, Dataset data, Func<Input, Tensor> network)
    {
        CpuDevice device = DeviceFor(options);
        Input? x = null;
        return new MeasuredStep(
            () =>
            {
                Input built = data.Inputs.Input("x", data.Count);
                x ??= built;
                return (CpuPlan)device.Compile(new Step { Outputs = [network(built)], Inputs = [built] });
            },
            step => data.Inputs.Feed(x!).Set(step.Workspace, [.. Enumerable.Range(0, data.Count)]), null);
    }

    /// <summary>One step.</summary>
    public void Run()
    {
        CountOn();
        Workspace.Run();
    }

    /// <summary>Seconds to compile the same formulas once more, with the compiler's own code warm.</summary>
    public double CompileAgain()
    {
        long start = Stopwatch.GetTimestamp();
        _compile();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>The kernels' times.</summary>
    public IReadOnlyList<KernelTime> Kernels(int runs) => KernelTimes.Measure(Workspace, runs, CountOn);

    private void CountOn() => _training?.SetNumber(Workspace, _number++);

    // Threads of its own tell whether the step used more than one.
    private static CpuDevice DeviceFor(CpuOptions options) => new(options, null);
}
