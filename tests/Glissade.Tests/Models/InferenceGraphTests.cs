using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Glissade.Operations;
using Glissade.Tests.Proof;
using Xunit.Abstractions;

namespace Glissade.Tests.Models;

public sealed class InferenceGraphTests(ITestOutputHelper output)
{
    private static int Cases => Environment.GetEnvironmentVariable("GLISSADE_LONG") is { Length: > 0 } ? 3000 : 150;

    [Fact]
    public void Every_row_of_the_engine_is_saved()
    {
        Type[] rows = [.. typeof(Operation).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Operation)) && type.IsSealed)];
        Assert.NotEmpty(rows);
        // Leaves, calls and scans are nodes of their own kinds.
        Type[] saved = [.. InferenceGraphOperation.All.Select(row => row.Type), typeof(Leaf), typeof(CompositeCall), typeof(Scan)];
        Assert.Empty(rows.Except(saved).Select(type => type.Name));
        foreach (LoopCode code in Enum.GetValues<LoopCode>()) Assert.NotNull(InferenceGraphOperation.Find(code.ToString()));
    }

    [Fact]
    public void Every_attribute_of_a_row_is_saved()
    {
        // A row that gained an attribute, but whose entry did not, would be loaded with less than was saved.
        foreach (IGrouping<Type, InferenceGraphOperation> row in InferenceGraphOperation.All.Where(row => row.Type != typeof(Elementwise)).GroupBy(row => row.Type))
        {
            ParameterInfo[] parameters = [.. row.Key.GetConstructors(BindingFlags.Public | BindingFlags.Instance).SelectMany(constructor => constructor.GetParameters())];
            int expected = parameters.Sum(parameter => parameter.ParameterType == typeof(Window) ? 5 : parameter.ParameterType == typeof(Convolution) ? 6 : 1);
            Operation? sample = Samples().FirstOrDefault(operation => operation.GetType() == row.Key);
            Assert.True(sample is not null, $"{row.Key.Name} has no sample here");
            Assert.True(expected == row.Single().Write(sample).Length, $"{row.Key.Name} has {expected} attributes");
        }
    }

    [Fact]
    public void Every_composite_that_rules_know_by_name_is_checked_when_it_is_loaded()
    {
        string[] sources = [.. Directory.GetFiles(Path.Combine(Root(), "src", "Glissade.Engine", "Graph"), "*.cs").SelectMany(File.ReadAllLines)];
        string[] defined = [.. sources.Where(line => line.Contains("Composite.Define(nameof(")).Select(line => line.Split("nameof(")[1].Split(')')[0]).Distinct()];
        Assert.True(defined.Length > 20);
        Assert.Empty(defined.Except(InferenceGraphGuards.KnownComposites));
    }

    [Fact]
    public void Random_models_give_the_same_bits_at_any_batch()
    {
        var kinds = new HashSet<string>();
        for (ulong seed = 0; seed < (ulong)Cases; seed++)
        {
            var model = new BatchedGraphs(seed);
            var graph = InferenceGraph.Capture(model.Build, model.Names);
            InferenceGraph again = GraphRuns.Again(graph, model.Names);
            Assert.Equal(graph.ToJson(), again.ToJson());
            foreach (InferenceGraphNode.Applied node in InferenceGraph.WithSteps(graph.Nodes).OfType<InferenceGraphNode.Applied>()) kinds.Add(node.Operation.Name);
            foreach (int batch in new[] { 1, 2, 3, 8, 19 })
            {
                (Input[] inputs, (string Name, Tensor Tensor)[] outputs) = model.Build(batch);
                (Input[] loadedInputs, (string Name, Tensor Tensor)[] loadedOutputs) = again.Build(batch);
                Assert.Equal(outputs.Select(one => one.Name), loadedOutputs.Select(one => one.Name));
                byte[][] expected = GraphRuns.Run(GraphRuns.Quick, inputs, [.. outputs.Select(one => one.Tensor)], input => Values(input, seed));
                byte[][] got = GraphRuns.Run(GraphRuns.Quick, loadedInputs, [.. loadedOutputs.Select(one => one.Tensor)], input => Values(input, seed));
                for (int i = 0; i < expected.Length; i++) Assert.True(expected[i].AsSpan().SequenceEqual(got[i]), $"seed {seed}, batch {batch}, '{outputs[i].Name}'\n{graph.ToJson()}");
            }
        }

        output.WriteLine($"{kinds.Count} operations: {string.Join(", ", kinds.Order())}");
        Assert.True(kinds.Count > 45);
    }

    private static Array Values(Input input, ulong seed) => input.Type == DType.Int32 ? new[] { (int)seed } : GraphRuns.Floats(input, seed + (ulong)input.Name[0]);

    [Fact]
    public void The_random_graphs_of_the_engine_give_the_same_bits()
    {
        int run = 0, operations = 0;
        for (ulong seed = 0; seed < (ulong)Cases; seed++)
        {
            if (CaseBuilder.Build(RandomCase.Generate(seed)) is not { } built || built.Step.Outputs.Count == 0) continue;
            var names = built.States.ToDictionary(state => state.State, state => state.State.Name);
            Input[] inputs = [.. built.Given.Select(given => given.Input)];
            (string, Tensor)[] outputs = [.. built.Step.Outputs.Select((tensor, i) => ($"output {i}", tensor))];
            var graph = InferenceGraph.Capture(_ => (inputs, outputs), names);
            (Input[] loadedInputs, (string Name, Tensor Tensor)[] loadedOutputs) = GraphRuns.Again(graph, names).Build(5);
            var loaded = new BuiltCase(
                new Step { Inputs = loadedInputs, Outputs = [.. loadedOutputs.Select(one => one.Tensor)] }, built.States, [.. loadedInputs.Zip(built.Given, (input, given) => (input, given.Values))], []);
            Results expected = Results.Of(GraphRuns.Quick, built, new Step { Inputs = inputs, Outputs = built.Step.Outputs });
            Assert.True(Results.Of(GraphRuns.Quick, loaded, loaded.Step).Difference(expected) is null, $"seed {seed}: {Results.Of(GraphRuns.Quick, loaded, loaded.Step).Difference(expected)}\n{graph.ToJson()}");
            run++;
            operations += graph.Nodes.Length;
        }

        output.WriteLine($"{run} graphs with {operations} nodes");
        Assert.True(run > Cases / 2);
    }

    [Fact]
    public void Stabilising_refusals_and_explain_know_what_was_loaded()
    {
        var weights = new Parameter("w", new Shape(3, 2));
        var names = new Dictionary<State, string> { [weights] = "head/w" };
        var graph = InferenceGraph.Capture(batch =>
        {
            var x = new Input("x", new Shape(batch, 3));
            using (Provenance.Enter("head", "softmax(x·W)"))
                return ([x], [("probabilities", x.MatMul(weights).Softmax())]);
        }, names);
        (Input[] inputs, (string Name, Tensor Tensor)[] outputs) = GraphRuns.Again(graph, names).Build(2);
        Assert.Equal(new Shape(2, 3), inputs[0].Shape);
        Assert.True(Composite.Is(outputs[0].Tensor, "Softmax"));
        Assert.Equal("head: softmax(x·W)", outputs[0].Tensor.Provenance.ToString());
        Assert.Equal(["head/w"], graph.StateNames);
        Assert.Equal(["x"], graph.InputNames);
        Assert.Equal(["probabilities"], graph.OutputNames);

        // log softmax of a row that underflows: only a rule that knows the name gets it right.
        weights.Set<float>([200, 0, 0, 0, 0, 0]);
        byte[][] log = GraphRuns.Run(GraphRuns.Quick, inputs, [outputs[0].Tensor.Log()], _ => new float[] { 1, 0, 0, 1, 0, 0 });
        Assert.Equal(-200, BitConverter.ToSingle(log[0], 4), 3);
    }

    [Fact]
    public void Damaged_graphs_load_or_are_refused()
    {
        for (ulong seed = 0; seed < 10; seed++)
        {
            var model = new BatchedGraphs(seed);
            var graph = InferenceGraph.Capture(model.Build, model.Names);
            Dictionary<string, Tensor> tensors = model.Names.ToDictionary(pair => pair.Value, pair => (Tensor)pair.Key);
            foreach ((string name, Tensor constant) in graph.Constants) tensors.Add(name, constant);
            Formats.Fuzz.Run(Encoding.UTF8.GetBytes(graph.ToJson()), bytes =>
            {
                var loaded = InferenceGraph.Parse(Encoding.UTF8.GetString(bytes), tensors.GetValueOrDefault, "x.safetensors");
                loaded.Build(1);
                loaded.Build(6);
            }, 8 << 20, seed, output);
        }
    }

    [Fact]
    public void What_loads_can_be_compiled_and_run()
    {
        // Valid JSON with other numbers and names in it: the rules for shapes and the guards must refuse what the engine could not bear, for nobody checks after them.
        int refused = 0, compiled = 0, run = 0;
        string[] names = [.. InferenceGraphOperation.All.Select(row => row.Name), .. InferenceGraphGuards.KnownComposites, "float64", "int32", "bool"];
        for (ulong seed = 0; seed < (ulong)Cases; seed++)
        {
            var model = new BatchedGraphs(seed);
            var graph = InferenceGraph.Capture(model.Build, model.Names);
            Dictionary<string, Tensor> tensors = model.Names.ToDictionary(pair => pair.Value, pair => (Tensor)pair.Key);
            foreach ((string name, Tensor constant) in graph.Constants) tensors.Add(name, constant);
            var random = new SeededNumbers(seed);
            for (int round = 0; round < 20; round++)
            {
                string json = graph.ToJson();
                for (int change = random.Below(3); change >= 0; change--)
                {
                    MatchCollection words = Regex.Matches(json, random.Below(3) == 0 ? "(?<=\"op\":\"|\"call\":\"|\"type\":\")\\w+" : "(?<=[\\[,:\"])-?\\d+");
                    System.Text.RegularExpressions.Match word = words[random.Below(words.Count)];
                    string other = char.IsLetter(word.Value[0]) ? names[random.Below(names.Length)] : random.Below(8) == 0 ? "2147483647" : $"{random.Below(14) - 1}";
                    json = string.Concat(json.AsSpan(0, word.Index), other, json.AsSpan(word.Index + word.Length));
                }

                Plan plan;
                Input[] inputs;
                try
                {
                    (inputs, (string Name, Tensor Tensor)[] outputs) = InferenceGraph.Parse(json, tensors.GetValueOrDefault).Build(2);
                    if (inputs.Any(input => input.Type is DType.Bool)) continue;
                    plan = GraphRuns.Quick.Compile(new Step { Inputs = inputs, Outputs = [.. outputs.Select(one => one.Tensor)] });
                }
                catch (GlissadeException)
                {
                    refused++;
                    continue;
                }
                catch (Exception other)
                {
                    Assert.Fail($"seed {seed}, round {round}: {other}\n{json}");
                    throw;
                }

                compiled++;
                if (plan.PeakBytes + inputs.Sum(input => 4 * input.Count) > 1 << 22 || plan.Operations > 1 << 22) continue;
                Workspace workspace = plan.CreateWorkspace();
                foreach (Input input in inputs)
                {
                    if (input.Type == DType.Int32) workspace.Set<int>(input, new int[input.Count]);
                    else if (input.Type == DType.Float64) workspace.Set<double>(input, new double[input.Count]);
                    else workspace.Set<float>(input, (float[])GraphRuns.Floats(input, seed));
                }

                try
                {
                    workspace.Run();
                    run++;
                }
                catch (IndexException)
                {
                    // A Gather's numbers are data: out of range they end the run, as documented.
                }
            }
        }

        output.WriteLine($"{refused} refused, {compiled} compiled, {run} run");
        Assert.True(refused > Cases && compiled > Cases && run > Cases);
    }

    [Fact]
    public void Constants_keep_every_bit()
    {
        double[] numbers = [0.1, -0.0, double.NaN, BitConverter.UInt64BitsToDouble(0x7FF8000000000123), double.PositiveInfinity, double.Epsilon, 1e308 / 3];
        foreach (double number in numbers)
        {
            Assert.True(ExactNumbers.TryRead(ExactNumbers.Write(number), out double read));
            Assert.Equal(BitConverter.DoubleToUInt64Bits(number), BitConverter.DoubleToUInt64Bits(read));
        }
    }

    private static IEnumerable<Operation> Samples()
    {
        var one = new Shape(1);
        var window = new Window(one, one, one, one, one);
        var convolution = new Convolution(window, 1);
        return
        [
            new Cast(DType.Int32), new Operations.Reshape(one), new Operations.Permute(one), new Broadcast(one), new Slice(one, one, new Steps(1)), new Operations.Pad(one, one, one, 0), new Concatenate(0), Detach.Instance, Sloped.Instance, new SlopedSoftmax(0),
            AllReduceSum.Instance, new Sum(0), new Max(0), new ArgMax(0), new CumulativeSum(0, true), new ArgSort(0, true), new MatrixProduct(true, true, true), convolution,
            new ConvolutionInputGradient(convolution, one), new ConvolutionWeightGradient(convolution, one), new WindowSum(window), new WindowSumGradient(window, one), new WindowMax(window), new WindowMaxGradient(window), new WindowArgMax(window), new Gather(0), new ScatterAdd(0, 1),
            new Iota(one, 0), new RandomBits(one, 1), new ScanResult(0),
        ];
    }

    private static string Root()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Glissade.slnx"))) return folder.FullName;
        throw new InvalidOperationException("The tests do not stand inside the repository.");
    }
}
