using Glissade.Compiler;
using Glissade.Devices.Reference;
using Glissade.Operations;
using Glissade.Tests.Support;

namespace Glissade.Tests.Proof;

public sealed class RandomGraphTests
{
    private static readonly int s_cases = Environment.GetEnvironmentVariable("GLISSADE_LONG") == "1" ? 200_000 : 10_000;

    [Fact]
    public void The_ordered_device_stays_within_the_bounds_of_float64() => Run(static _ => new OrderedDevice(), s_cases / 4);

    [Fact]
    public void The_processor_gives_the_bits_of_the_ordered_device_and_stays_within_the_bounds() => Run(CpuVariants.Of, s_cases);

    [Theory]
    [InlineData(nameof(Switches.NoAvx512), 400)]
    [InlineData(nameof(Switches.NoAvx2), 60)]
    [InlineData(nameof(Switches.NoIntrinsics), 40)]
    [InlineData(nameof(Switches.NoDynamicCodeSupport), 300)]
    public void The_processor_gives_the_same_bits_in_a_process_that_lacks(string what, int cases)
    {
        // Without the fused multiply-add everything is very slow; the few cases still go through every kind of kernel.
        Switches switches = Switches.Named(what);
        Assert.StartsWith($"{cases} cases", ChildProcess.RunChecked(RandomGraphsProbe.Name, switches, "default", "70000", $"{cases}")[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_case_is_a_function_of_its_seed()
    {
        for (ulong seed = 0; seed < 50; seed++)
        {
            string First() => CaseBuilder.Build(RandomCase.Generate(seed)) is { } built ? GraphPrinter.Print(built) : "";
            Assert.Equal(First(), First());
        }
    }

    [Fact]
    public void Every_row_of_the_table_is_generated()
    {
        var rows = new HashSet<Type>();
        var codes = new HashSet<LoopCode>();
        var composites = new HashSet<string>();
        for (ulong seed = 0; seed < 600; seed++)
            if (CaseBuilder.Build(RandomCase.Generate(seed)) is { } built) Collect([.. built.Step.Outputs, .. built.Step.Updates.Select(update => update.Value)]);

        IEnumerable<string> missing = typeof(Operation).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Operation)) && type.IsSealed && !rows.Contains(type)).Select(type => type.Name)
            .Concat(Rows.All.Where(row => !codes.Contains(row.Code)).Select(row => row.Name))
            .Concat(((string[])["Softmax", "LogSoftmax", "LogSumExp", "Sigmoid", "LogSigmoid", "Softplus", "ClampedLog", "LayerNorm", "Gelu", "Relu"]).Where(name => !composites.Contains(name)));
        Assert.Empty(missing);

        void Collect(Tensor[] roots)
        {
            foreach (Tensor node in GraphWalk.Topological(roots.Concat(Prepare.Apply(roots)), GraphWalk.InputsAndBody))
            {
                rows.Add(node.Operation.GetType());
                if (node.Operation is Elementwise row) codes.Add(row.Code);
                if (node.Operation is CompositeCall call) composites.Add(call.CompositeName);
                if (node.Operation is Scan scan) Collect([.. scan.Body.Next, .. scan.Body.Emitted]);
            }
        }
    }

    private static void Run(Func<ulong, Device> device, int count)
    {
        // A case is a function of its seed, so parts of them may be looked at beside each other.
        const int parts = 4;
        DifferentialTest[] tests = [.. Enumerable.Range(0, parts).Select(_ => new DifferentialTest(device))];
        Parallel.For(0, parts, part => tests[part].Run(1 + (ulong)(part * count / parts), count / parts));
        // A bound that is infinite nearly everywhere would prove nothing.
        long bounded = tests.Sum(test => test.Seen.Bounded), all = tests.Sum(test => test.Seen.All);
        Assert.True(bounded > all / 2, $"Only {bounded} of {all} elements have a bound.");
    }
}
