namespace Glissade.Devices.Cpu;

/// <summary>A routine that passes what it has finished on, while it is in the nearest caches.</summary>
internal unsafe interface IFinishes
{
    /// <summary>Whether it finishes all planes of an example at once, so that they may be pooled there and then.</summary>
    bool FinishesPlanes { get; }

    /// <summary>Where it finds its packed weights in the table of addresses; none if it never has any.</summary>
    int? PackedPlace { get; }

    /// <summary>As <see cref="Routine.Run"/>, with what is done to each finished band.</summary>
    void Run(byte** buffers, byte* scratch, WorkerPool pool, ConvolutionFinish finish);
}
