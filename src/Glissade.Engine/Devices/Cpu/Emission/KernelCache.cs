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
    /// <summary>So many kernels are kept: a process that goes on compiling new structures does not grow. What is in use keeps its own.</summary>
    public static int Most { get; set; } = 4096;

    /// <summary>Results of so many elements leave no cache unflooded.</summary>
    private const long StreamingPoints = 1 << 23;

    private static readonly ConcurrentDictionary<string, Entry> s_kernels = new();
    private static readonly Lock s_gate = new();
    private static int s_emitted;
    private static long s_uses;

    /// <summary>How many kernels were emitted since the process started.</summary>
    public static int Emitted => Volatile.Read(ref s_emitted);

    /// <summary>How many kernels are kept now.</summary>
    public static int Kept => s_kernels.Count;

    /// <summary>The code of a nest in one of its forms.</summary>
    public static LoopCodeEntry Get(LoopKernel kernel, int bits, LoopForm form)
    {
        string key = (int)form + Key(kernel, bits);
        Entry entry = s_kernels.GetOrAdd(key, static (_, arguments) => new Entry(() => Emit(arguments.kernel, arguments.bits, arguments.form)), (kernel, bits, form));
        Volatile.Write(ref entry.LastUse, Interlocked.Increment(ref s_uses));
        LoopCodeEntry code = entry.Code;
        // A look at the count costs as much as taking all locks, so only what is new looks.
        if (entry.IsNew)
        {
            entry.IsNew = false;
            if (s_kernels.Count > Most) Forget();
        }

        return code;
    }

    private static LoopCodeEntry Emit(LoopKernel kernel, int bits, LoopForm form)
    {
        Interlocked.Increment(ref s_emitted);
        LoopCodeEntry code = LoopEmitter.Emit(kernel, bits, Streams(kernel), form);
        // The runtime makes machine code of it while the next kernel is emitted, not when it is first run.
        ThreadPool.UnsafeQueueUserWorkItem(static code => RuntimeHelpers.PrepareDelegate(code), code, preferLocal: false);
        return code;
    }

    // The least recently used quarter, so that this is seldom done.
    private static void Forget()
    {
        lock (s_gate)
        {
            // Its own copy is that of one moment; a collection expression would ask for the count first, and others add meanwhile. So do uses change, and are read once.
            KeyValuePair<string, Entry>[] all = s_kernels.ToArray();
            if (all.Length <= Most) return;
            long[] uses = Array.ConvertAll(all, static pair => Volatile.Read(ref pair.Value.LastUse));
            Array.Sort(uses, all);
            foreach (KeyValuePair<string, Entry> old in all.AsSpan(0, all.Length - Most + Most / 4)) s_kernels.TryRemove(old);
        }
    }

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
        var key = new StringBuilder().Append(bits).Append(Streams(kernel) ? 's' : RowKeepsake.Suits(kernel) ? 'k' : ' ').Append(RowEmitter.IsWhole(kernel) ? 'w' : ' ').Append(RowEmitter.IsOneFold(kernel) ? 'f' : ' ').Append((int)kernel.Kind).Append(' ').Append(kernel.Extents.Length);
        foreach (Access access in kernel.Accesses)
            key.Append('|').Append((int)access.Type).Append(BodyEmitter.StrideClass(access)).Append(access.Buffer < 0 ? 'i' : 'm');
        foreach (Instruction i in kernel.Body)
        {
            key.Append(';').Append((int)i.Op).Append(',').Append((int)i.Code).Append(',').Append((int)i.Type).Append(',').Append(i.A).Append(',').Append(i.B).Append(',').Append(i.C)
                .Append(',').Append(i.Access).Append(',').Append(i.Op == LoopOp.Sum ? 0 : i.Number).Append(',').Append(i.Reduced ? 1 : 0).Append(',').Append(i.Pass);
        }

        return key.ToString();
    }

    private sealed class Entry(Func<LoopCodeEntry> emit)
    {
        private readonly Lazy<LoopCodeEntry> _code = new(emit);

        public long LastUse;

        public bool IsNew = true;

        public LoopCodeEntry Code => _code.Value;
    }
}
