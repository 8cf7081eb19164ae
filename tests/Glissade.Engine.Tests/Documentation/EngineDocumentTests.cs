using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Glissade.Compiler;
using Glissade.Devices.Cpu;
using Glissade.Devices.Reference;
using Glissade.Operations;
using Glissade.Tests.House;
using Glissade.Tests.Support;
using Program = Glissade.Compiler.Program;

namespace Glissade.Tests.Documentation;

/// <summary>What docs/engine.md shows is what the engine prints.</summary>
public sealed class EngineDocumentTests
{
    private static readonly Document s_page = new("docs/engine.md");
    private static readonly EngineExample s_example = new();
    private static readonly CpuPlan s_plan = (CpuPlan)Device.Cpu.Compile(s_example.Step);

    private static readonly Dictionary<string, Action<string>> s_blocks = new()
    {
        ["program"] = static block => s_page.HoldCode(block, SamplePrograms.Code("engine")),
        ["formula"] = static block => s_page.HoldText(block, $"{s_example.Hidden}\n{s_example.Loss}"),
        ["graph"] = static block => s_page.HoldText(block, Listing.Graph([s_example.Hidden], node => !node.IsExact)),
        ["stabilised"] = static block => s_page.HoldText(block, Stabilised()),
        ["digits"] = static block => s_page.HoldText(block, Digits()),
        ["primitives"] = static block => s_page.HoldText(block, Listing.Graph(Prepare.Apply([s_example.Hidden]))),
        ["gradient"] = static block => s_page.HoldText(block, OfHidden([s_example.Gradients[0], s_example.Gradients[1]])),
        ["simplified"] = static block => s_page.HoldText(block, Simplified()),
        ["plan"] = static block => s_page.HoldText(block, s_plan.ToString()),
        ["instructions"] = static block => s_page.HoldText(block, Listing.Loop(((ProductKernel)s_plan.Program.Kernels[0]).Epilogue!, s_plan.Program.Buffers)),
        ["row"] = static block => s_page.HoldText(block, LayerNorm()),
        ["memory"] = static block => s_page.HoldText(block, Listing.Memory(s_plan.Program)),
        ["exp"] = static block => s_page.HoldText(block, Exp()),
        ["scan"] = static block => s_page.HoldText(block, Recurrence()),
        ["losses"] = static block => s_page.HoldText(block, Losses()),
        ["rules"] = static block => s_page.Hold(block, RulesTable()),
        ["orders"] = static block => s_page.Hold(block, OrdersTable()),
        ["floors"] = static block => s_page.Hold(block, FloorsTable()),
    };

    [Fact]
    public void Every_block_is_printed_now()
    {
        Assert.Equal(s_blocks.Keys.Order(), s_page.Blocks.Order());
        foreach ((string block, Action<string> hold) in s_blocks) hold(block);
    }

    [Fact]
    public void The_sample_has_the_plan_and_the_losses_that_are_shown()
    {
        string plan = s_plan.ToString().ReplaceLineEndings("\n"), output = SamplePrograms.Output("engine");
        Assert.StartsWith(plan, output, StringComparison.Ordinal);
        Assert.Equal($"losses {string.Join(", ", Train(Device.Cpu, 10))}", output[plan.Length..].Trim());
    }

    private static string OfHidden(Tensor[] roots)
    {
        HashSet<Tensor> forward = new(GraphWalk.Topological(Prepare.Apply([s_example.Loss])), ReferenceEqualityComparer.Instance);
        return Listing.Graph(roots, node => node.Provenance.Path == "hidden" && !forward.Contains(node));
    }

    private static string Stabilised()
    {
        Tensor log = s_example.Logits.Softmax().Log();
        Rule rule = Stabilise.Rules.First(rule => rule.Apply(log) is not null);
        Tensor better = Stabilise.Node(log);
        return $"{log.Operation.Name} of {log.Inputs[0].Operation.Name}\nrule '{rule.Name}': {rule.Summary}\n{better.Operation.Name}";
    }

    private static string Digits()
    {
        var z = new Parameter("z", new Shape(3));
        z.Set<float>([20f, 0f, -110f]);
        Tensor logs = z.Softmax().Log();
        (string Name, Device Device)[] ways = [("as written", new OrderedDevice { Literally = true }), ("stabilised", Device.Cpu)];
        string Row(string name, IEnumerable<double> values) => $"{name,-24} {string.Concat(values.Select(value => $"{value.ToString("G7", CultureInfo.InvariantCulture),16}"))}";
        var lines = new List<string> { Row("z", [20, 0, -110]) };
        foreach ((string name, Device device) in ways)
        {
            Workspace workspace = device.Compile(new Step { Outputs = [logs] }).CreateWorkspace();
            workspace.Run();
            lines.Add(Row($"in float32, {name}", workspace.Read<float>(logs).ToArray().Select(value => (double)value)));
        }

        // The logarithm of the sum is 20 + log(1 + e⁻²⁰ + e⁻¹³⁰).
        double others = Math.Exp(-20) - Math.Exp(-40) / 2;
        lines.Add(Row("on paper", [-others, -20 - others, -130 - others]));
        return string.Join('\n', lines);
    }

    private static string Simplified()
    {
        Tensor[] roots = [s_example.Loss, .. s_example.Step.Updates.Select(update => update.Value)];
        Tensor[] primitives = Prepare.Apply(roots), simple = Simplify.Apply(primitives);
        int Count(Tensor[] tensors) => GraphWalk.Topological(tensors).Count(node => node.Operation is not Leaf);
        return $"the whole step: {Count(primitives)} nodes, simplified {Count(simple)}\nof the layer 'hidden', there and back:\n{Listing.Graph(simple, node => node.Provenance.Path == "hidden")}";
    }

    private static string LayerNorm()
    {
        Program program = Compilation.Compile(new Step { Outputs = [new Input("z", new Shape(64, 10)).LayerNorm()] });
        return Listing.Loop((LoopKernel)program.Kernels[0], program.Buffers);
    }

    private static string Exp()
    {
        var lines = new List<string>();
        string result = Elementary.Exp(new TextLanes(lines), DType.Float32, "x");
        return $"{string.Join('\n', lines)}\nresult {result}";
    }

    private static string Recurrence()
    {
        var x = new Input("x", new Shape(50, 32, 8));
        Parameter w = new("w", new Shape(8, 16)), u = new("u", new Shape(16, 16));
        ScanResults scan = Tensor.Scan([Tensor.Zeros(new Shape(32, 16))], [x.MatMul(w)], (carried, items) =>
        {
            Tensor h = (items[0] + carried[0].MatMul(u)).Tanh();
            return new ScanStep([h], [h]);
        });
        return Device.Cpu.Compile(new Step { Outputs = [scan.Carried[0]] }).ToString()!;
    }

    private static float[] Train(Device device, int steps)
    {
        var example = new EngineExample();
        Tensor seed = Tensor.Scalar(1, DType.Int32), zero = Tensor.Scalar(0, DType.Int32);
        foreach (Parameter weight in (Parameter[])[example.W1, example.W2]) weight.Assign(Tensor.RandomUniform(weight.Shape, weight.Name, seed, zero, zero) - 0.5);
        float[] examples = new float[64 * 20], classes = new float[64 * 3];
        for (int i = 0; i < 64; i++)
        {
            classes[i * 3 + i % 3] = 1;
            for (int k = 0; k < 20; k++) examples[i * 20 + k] = (k % 3 == i % 3 ? 1 : 0) + i * k % 7 / 7f;
        }

        Workspace workspace = device.Compile(example.Step).CreateWorkspace();
        workspace.Set<float>(example.X, examples);
        workspace.Set<float>(example.Target, classes);
        workspace.Set(example.Rate, 0.1f);
        var losses = new float[steps];
        for (int i = 0; i < steps; i++)
        {
            workspace.Run();
            losses[i] = workspace.Read<float>(example.Loss)[0];
        }

        return losses;
    }

    private static string Losses()
    {
        var text = new StringBuilder();
        (string Name, Device Device)[] devices =
        [
            ("ordered reference", new OrderedDevice()),
            ("1 thread, 512 bits", Device.CreateCpu(new CpuOptions { Threads = 1, Bits = 512 })),
            ("3 threads, 256 bits", Device.CreateCpu(new CpuOptions { Threads = 3, Bits = 256 })),
            ("8 threads, 128 bits", Device.CreateCpu(new CpuOptions { Threads = 8, Bits = 128 })),
            ("interpreted", Device.CreateCpu(new CpuOptions { EmitsCode = false })),
        ];
        foreach ((string name, Device device) in devices)
            text.Append($"{name,-20} {string.Join("  ", Train(device, 10).Skip(7).Select(loss => $"{loss.ToString("R", CultureInfo.InvariantCulture)} ({BitConverter.SingleToInt32Bits(loss):X8})"))}\n");
        return text.ToString();
    }

    private static string RulesTable() =>
        Table("rule | as written → what is computed", Stabilise.Rules.Select(rule => $"{rule.Name} | {rule.Summary.Replace("|", "\\|", StringComparison.Ordinal)}"));

    private static string OrdersTable()
    {
        // A row without its attributes still knows its name and its order.
        IEnumerable<Operation> others = typeof(Operation).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Operation)) && type.IsSealed && type != typeof(Elementwise) && type != typeof(CompositeCall) && type != typeof(Leaf))
            .Select(type => (Operation)RuntimeHelpers.GetUninitializedObject(type)).OrderBy(row => row.Name, StringComparer.Ordinal);
        return Table("operation | in ONNX | order", Rows.All.Concat(others).Select(row => $"{row.Name} | {row.OnnxName ?? "·"} | {row.Order}"));
    }

    private static string FloorsTable() => Table("from | to | why", FloorsTests.Sanctioned.Select(way => $"{Place(way.Floor, way.From)} | {Place(way.Above, way.To)} | {way.Reason}"));

    private static string Place(string floor, string type) => type == "*" ? floor : $"{floor}: `{type}`";

    private static string Table(string head, IEnumerable<string> rows) =>
        $"| {head} |\n|{string.Concat(Enumerable.Repeat(" --- |", head.Split('|').Length))}\n{string.Join('\n', rows.Select(row => $"| {row} |"))}";
}
