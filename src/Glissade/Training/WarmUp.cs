using Glissade.Devices.Cpu;

namespace Glissade;

/// <summary>
/// Takes one training step of a small network on a thread of its own, and beside it what such steps need of the device, so that the runtime has compiled the compiler and the kernels by the time that the
/// data are read. What comes of it is thrown away.
/// </summary>
internal static class WarmUp
{
    // More than one batch: the last step of an epoch is longer, and is not wanted here.
    private const int Examples = 2 * 64, Classes = 10;

    private static int s_begun;

    /// <summary>To be called where a training is likely to follow, before the reading of its data. Only the first call does anything; it returns at once.</summary>
    public static void Begin()
    {
        if (Interlocked.Exchange(ref s_begun, 1) != 0 || Environment.ProcessorCount == 1 || new CpuOptions().Threads == 1) return;
        foreach (Action part in (Action[])[Rehearsal.Take, Rehearse]) new Thread(() => Quietly(part)) { IsBackground = true, Name = "Glissade warm-up" }.UnsafeStart();
    }

    private static void Quietly(Action part)
    {
        try
        {
            part();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The real training meets the same, and says it.
        }
    }

    private static void Rehearse()
    {
        // Of the shapes that a first network over pictures has: its kernels are likely to be the ones that are wanted.
        Dataset data = Dataset.Over(new byte[Examples * 784], new Shape(28, 28), new int[Examples], Shape.Scalar);
        var model = new Sequential(new Flatten(), new Linear(784, 128), new ReLU(), new Linear(128, Classes));
        var trainer = new Trainer(model, new CrossEntropy(), new Sgd()) { InputScale = new Scaling(0, 255), Device = Device.CreateCpu(new CpuOptions { Threads = 1 }) };
        using var enough = new CancellationTokenSource();
        enough.Cancel();
        trainer.Fit(data, epochs: 1, cancellationToken: enough.Token);
    }
}
