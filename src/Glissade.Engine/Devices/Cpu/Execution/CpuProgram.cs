using Glissade.Compiler;
using Glissade.Devices.Cpu.Measuring;

namespace Glissade.Devices.Cpu.Execution;

/// <summary>A program with an executor for every kernel. Its memory is one block of scratch: the temporary buffers, then what kernels need for themselves.</summary>
internal sealed unsafe class CpuProgram
{
    private readonly Executor[] _executors;

    /// <param name="program">The kernels.</param>
    /// <param name="options">How they are to run.</param>
    /// <param name="outlives">Which leaves' values outlive a run.</param>
    public CpuProgram(Program program, CpuOptions options, Predicate<Tensor> outlives)
    {
        Program = program;
        Packed = new PackedPlaces(program, outlives);
        _executors = [.. program.Kernels.Select(kernel => Executor.For(kernel, options, Packed))];
        ArenaBytes = (program.ArenaBytes + Storage.Alignment - 1) / Storage.Alignment * Storage.Alignment;
        foreach (Executor executor in _executors) ScratchBytes = Math.Max(ScratchBytes, executor.ScratchBytes(options.Threads));
    }

    public Program Program { get; }

    /// <summary>The weights that are kept in other forms, whose addresses follow those of the buffers.</summary>
    public PackedPlaces Packed { get; }

    /// <summary>Bytes of the temporary buffers.</summary>
    public long ArenaBytes { get; }

    /// <summary>Bytes that the kernel needing most of them needs.</summary>
    public long ScratchBytes { get; }

    /// <summary>Fills in the addresses of everything but the inputs.</summary>
    public void Bind(byte** buffers, byte* arena)
    {
        for (int i = 0; i < Program.Buffers.Count; i++)
        {
            BufferSpec buffer = Program.Buffers[i];
            if (buffer.Kind != BufferKind.Input) buffers[i] = AddressOf(buffer, arena);
        }
    }

    public void Run(byte** buffers, byte* scratch, WorkerPool pool)
    {
        foreach (Executor executor in _executors) executor.Run(buffers, scratch, pool);
    }

    /// <summary>As the other, noting what each kernel takes.</summary>
    public void Run(byte** buffers, byte* scratch, WorkerPool pool, KernelClock clock)
    {
        clock.Start();
        for (int i = 0; i < _executors.Length; i++)
        {
            if (clock.Bodies[i] is { } body) ((ScanExecutor)_executors[i]).Run(buffers, scratch, pool, body);
            else _executors[i].Run(buffers, scratch, pool);
            clock.Note(i);
        }
    }

    private static byte* AddressOf(BufferSpec buffer, byte* arena) => buffer.Leaf switch
    {
        State state => state.Storage.Pointer,
        Constant constant => constant.Storage.Pointer,
        null => arena + buffer.Offset,
        _ => buffer.Leaf.SettledValues!.Pointer,
    };
}
