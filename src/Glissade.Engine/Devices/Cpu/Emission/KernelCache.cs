using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using Glissade.Compiler;

namespace Glissade.Devices.Cpu.Emission;

/// <summary>
/// Emitted kernels by structure: everything that the code depends on and nothing that it gets as an argument. Extents, offsets, outer strides and numbers are arguments, so
/// another batch size or learning rate finds the kernel that is there. (Results that flood the caches, and axes of extent 1, have kernels of their own.)
/// </summary>
[RequiresDynamicCode("Kernels are emitted as IL.")]
[RequiresUnreferencedCode("Vector methods are found by name.")]
internal static class KernelCache
{
    private static readonly ConcurrentDictionary<string, Lazy<LoopCodeEntry>> s_kernels = new();
    private static int s_emitted;

    /// <summary>Results of so many elements leave no cache unflooded.</summary>
    private const long StreamingPoints = 1 << 23;

    /// <summary>How many kernels were emitted since the process started.</summary>
    public static int Emitted => Volatile.Read(ref s_emitted);

    public static LoopCodeEntry Get(LoopKernel kernel, int bits) => s_kernels.GetOrAdd(Key(kernel, bits), static (_, arguments) => new Lazy<LoopCodeEntry>(() =>
    {
        Interlocked.Increment(ref s_emitted);
        LoopCodeEntry code = LoopEmitter.Emit(arguments.kernel, arguments.bits, Streams(arguments.kernel));
        // The runtime makes machine code of it while the next kernel is emitted, not when it is first run.
        ThreadPool.UnsafeQueueUserWorkItem(static code => RuntimeHelpers.PrepareDelegate(code), code, preferLocal: false);
        return code;
    }), (kernel, bits)).Value;

    // Only where every result is written element after element, by a map, into memory that it does not read.
    private static bool Streams(LoopKernel kernel)
    {
        if (kernel.Kind != LoopKind.Map || kernel.Points < StreamingPoints) return false;
        var read = kernel.Reads.ToHashSet();
        return kernel.Body.Where(i => i.Op == LoopOp.Store).Select(i => kernel.Accesses[i.Access])
            .All(access => BodyEmitter.StrideClass(access) == 1 && access.Type.Size() >= 4 && !read.Contains(access.Buffer));
    }

    private static string Key(LoopKernel kernel, int bits)
    {
        var key = new StringBuilder().Append(bits).Append(Streams(kernel) ? 's' : ' ').Append((int)kernel.Kind).Append(' ').Append(kernel.Extents.Length);
        foreach (Access access in kernel.Accesses)
            key.Append('|').Append((int)access.Type).Append(BodyEmitter.StrideClass(access)).Append(access.Buffer < 0 ? 'i' : 'm');
        foreach (Instruction i in kernel.Body)
        {
            key.Append(';').Append((int)i.Op).Append(',').Append((int)i.Code).Append(',').Append((int)i.Type).Append(',').Append(i.A).Append(',').Append(i.B).Append(',').Append(i.C)
                .Append(',').Append(i.Access).Append(',').Append(i.Op == LoopOp.Sum ? 0 : i.Number).Append(',').Append(i.Reduced ? 1 : 0).Append(',').Append(i.Pass);
        }

        return key.ToString();
    }
}
