namespace Glissade.Devices.Cpu.Products;

/// <summary>What a product needs of a pool of threads.</summary>
internal interface IWorkers
{
    /// <summary>How many threads share the tasks; worker indices run from 0 to one less, and each has its own scratch.</summary>
    int Threads { get; }

    /// <summary>Runs all tasks of the job and returns when the last has ended.</summary>
    void Run<TJob>(ref TJob job, int tasks) where TJob : struct, IJob;
}
