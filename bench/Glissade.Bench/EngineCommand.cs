using System.Diagnostics;

namespace Glissade.Bench;

/// <summary>Compiled formulas against what the machine can do: a fused chain over memory, a large product, a training step, the time to compile.</summary>
internal static class EngineCommand
{
    public static void Run()
    {
        foreach (int threads in (int[])[1, Environment.ProcessorCount])
        {
            Device device = Device.CreateCpu(new CpuOptions { Threads = threads });
            var pool = new WorkerPool(threads);
            Chain(device, pool, threads);
            Product(device, pool, threads);
        }

        Mlp();
    }

    // Five elementwise operations in one pass: one array read, one written, 100 MB each.
    private static void Chain(Device device, WorkerPool pool, int threads)
    {
        var x = new Parameter("x", new Shape(25_000_000));
        x.ForWriting().Span<float>().Fill(0.5f);
        Tensor y = ((x * 1.5 + 0.25).Absolute() - 0.125) * x;
        (Plan plan, Workspace workspace) = Ready(device, y);
        double bandwidth = 0, seconds = Interleaved(workspace, () => bandwidth = Roofline.Bandwidth(pool));
        double reached = plan.BytesMoved / seconds;
        Console.WriteLine($"chain of five over 100 MB, {threads} threads: {reached / 1e9:F1} of {bandwidth / 1e9:F1} GB/s, {100 * reached / bandwidth:F0} %");
    }

    private static void Product(Device device, WorkerPool pool, int threads)
    {
        var a = new Parameter("a", new Shape(1024, 1024));
        var b = new Parameter("b", new Shape(1024, 1024));
        a.ForWriting().Span<float>().Fill(0.5f);
        b.ForWriting().Span<float>().Fill(0.25f);
        (Plan plan, Workspace workspace) = Ready(device, a.MatMul(b));
        double peak = 0, seconds = Interleaved(workspace, () => peak = Roofline.PeakFlops<float>(pool));
        double reached = plan.Operations / seconds;
        Console.WriteLine($"1024³ float32, {threads} threads: {reached / 1e9:F1} of {peak / 1e9:F1} GFLOP/s, {100 * reached / peak:F0} %");
    }

    private static void Mlp()
    {
        double first = Timing.Once(() => Device.Cpu.Compile(MlpStep(64, out _)), 1);
        double later = Timing.Median(() => Device.Cpu.Compile(MlpStep(64, out _)), 9);
        double other = Timing.Median(() => Device.Cpu.Compile(MlpStep(48, out _)), 9);
        Console.WriteLine($"784-128-10 training step: {1e3 * first:F1} ms to compile in a cold process, {1e3 * later:F2} ms again, {1e3 * other:F2} ms for another batch size");
        Step step = MlpStep(64, out Action<Workspace> feed);
        Plan plan = Device.Cpu.Compile(step);
        Workspace workspace = plan.CreateWorkspace();
        feed(workspace);
        for (int i = 0; i < 2000; i++) workspace.Run();
        long start = Stopwatch.GetTimestamp();
        const int steps = 2000;
        for (int i = 0; i < steps; i++) workspace.Run();
        double microseconds = Stopwatch.GetElapsedTime(start).TotalMicroseconds / steps;
        Console.WriteLine($"784-128-10 batch 64 SGD: {microseconds:F0} µs a step, {plan.Operations / microseconds / 1e3:F1} GFLOP/s, {plan.PeakBytes:N0} bytes of workspace");
    }

    private static Step MlpStep(int batch, out Action<Workspace> feed)
    {
        var x = new Input("x", new Shape(batch, 784));
        var labels = new Input("labels", new Shape(batch), DType.Int32);
        var rate = new Input("rate");
        Parameter[] parameters = [new("w1", new Shape(784, 128)), new("b1", new Shape(128)), new("w2", new Shape(128, 10)), new("b2", new Shape(10))];
        Tensor logits = (x.MatMul(parameters[0]) + parameters[1]).Relu().MatMul(parameters[2]) + parameters[3];
        Tensor chosen = logits.LogSoftmax().TakeAlong(labels.ExpandDimension(1), 1);
        Tensor loss = -chosen.Mean();
        Tensor[] gradients = Gradient.Of(loss, parameters);
        var step = new Step { Outputs = [loss], Updates = [.. parameters.Zip(gradients, (p, g) => ((State)p, p - rate * g))] };
        feed = workspace =>
        {
            workspace.Set<float>(x, new float[batch * 784]);
            workspace.Set<int>(labels, new int[batch]);
            workspace.Set(rate, 0.1f);
        };
        return step;
    }

    private static (Plan, Workspace) Ready(Device device, Tensor output)
    {
        Plan plan = device.Compile(new Step { Outputs = [output] });
        Workspace workspace = plan.CreateWorkspace();
        workspace.Run();
        return (plan, workspace);
    }

    // The limit is measured between runs, because neighbours come and go.
    private static double Interleaved(Workspace workspace, Action limit)
    {
        var seconds = new double[9];
        for (int i = 0; i < seconds.Length; i++)
        {
            if (i == seconds.Length / 2) limit();
            seconds[i] = Timing.Once(workspace.Run, 1);
        }

        return Timing.Median(seconds);
    }
}
