namespace Glissade.Devices.Cpu;

/// <summary>Work cut into numbered tasks. A struct, so that the pool's loop is compiled for it and calls <see cref="Run"/> directly.</summary>
internal interface IJob
{
    /// <summary>Does one task. Tasks run in any order, on any thread; no two run at once with the same worker index.</summary>
    void Run(int task, int worker);
}
