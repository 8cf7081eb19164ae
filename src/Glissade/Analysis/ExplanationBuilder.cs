namespace Glissade;

/// <summary>Puts the numbers of a step over one example together into an explanation.</summary>
internal sealed class ExplanationBuilder
{
    private readonly Trainer _trainer;
    private readonly ExampleStep _example;
    private readonly int _mostWeights;
    private readonly Dictionary<State, ParameterNumbers> _parameters = new(ReferenceEqualityComparer.Instance);

    public ExplanationBuilder(Trainer trainer, TrainingStep step, ExampleStep example, int mostWeights)
    {
        (_trainer, _example, _mostWeights) = (trainer, example, mostWeights);
        Dictionary<State, string> paths = trainer.Model.States().ToDictionary(state => state.State, state => state.Path, ReferenceEqualityComparer.Instance as IEqualityComparer<State>);
        var after = new Dictionary<State, Tensor>(ReferenceEqualityComparer.Instance);
        foreach ((State state, Tensor value) in example.Graph.Updates) after[state] = value;
        foreach ((Parameter parameter, Tensor gradient) in example.Graph.Gradients)
        {
            string path = paths[parameter];
            double[] value = StateNumbers.Of(parameter);
            _parameters[parameter] = new ParameterNumbers(path, parameter, value, example.ValuesOf(gradient), After(parameter, value),
            [
                .. step.States.Where(state => !paths.ContainsKey(state.State) && state.Name.StartsWith(path + ".", StringComparison.Ordinal))
                    .Select(state => (state.Name[(path.Length + 1)..], state.State, StateNumbers.Of(state.State)))
                    .Select(state => new StateNumbersPair(state.Item1, state.State, state.Item3, After(state.State, state.Item3))),
            ]);
        }

        double[] After(State state, double[] before) => after.TryGetValue(state, out Tensor? value) ? example.ValuesOf(value) : before;
    }

    /// <summary>All of it.</summary>
    /// <param name="taken">Steps before this one.</param>
    /// <param name="rate">The learning rate.</param>
    public Explanation Build(long taken, double rate)
    {
        StepGraph graph = _example.Graph;
        double squares = 0, firstOrder = 0;
        foreach (ParameterNumbers parameter in _parameters.Values)
        {
            for (int i = 0; i < parameter.Value.Length; i++)
            {
                squares += parameter.Gradient[i] * parameter.Gradient[i];
                firstOrder += parameter.Gradient[i] * (parameter.After[i] - parameter.Value[i]);
            }
        }

        LossNumbers loss = LossNumbersOf(graph);
        IReadOnlyList<ExplainedWeight> weights = Weights();
        double norm = Math.Sqrt(squares);
        return new Explanation
        {
            Network = _trainer.Model.ToString()!,
            Input = _example.Explain(graph.X),
            ScaledInput = _trainer.InputScale is null ? null : _example.Explain(graph.Trace[^1].Input),
            Layers = [.. graph.Trace.Where(trace => trace.Layer is not Sequential).Select(trace => Layer(trace, loss))],
            Prediction = _example.Explain(graph.Prediction),
            Output = _example.Explain(_example.Output),
            Target = _example.Explain(graph.Target),
            Loss = Loss(loss),
            GradientNorm = norm,
            Weights = weights,
            FirstOrder = firstOrder,
            LossAfter = _example.LossAfter,
            Step = new ExplainedStep
            {
                Optimizer = _trainer.Optimizer.ToString()!,
                Formulas = [.. OptimizerWords.Formulas(_trainer.Optimizer)],
                Number = taken + 1,
                LearningRate = rate,
                Lines = weights.Count == 0 ? [] : [.. OptimizerWords.Lines(_trainer.Optimizer, weights[0], taken + 1, rate, norm, OwnNorm(weights[0]))],
            },
        };
    }

    private LossNumbers LossNumbersOf(StepGraph graph) => new(
        _example.ValuesOf(graph.Prediction), _trainer.TargetScale is null ? _example.ValuesOf(_example.Output) : _example.ValuesOf(graph.Prediction), _example.ValuesOf(graph.Target),
        _trainer.Loss.Target == TargetKind.Classes && !graph.Target.Type.IsFloat(), _example.ValuesOf(_example.LossValues), _example.Loss, _example.GradientOf(graph.Prediction));

    private ExplainedLoss Loss(LossNumbers numbers)
    {
        (string formula, IReadOnlyList<WorkedLine> lines, IReadOnlyList<WorkedLine> gradient) = LossWords.Of(_trainer.Loss, numbers);
        return new ExplainedLoss
        {
            Name = _trainer.Loss.ToString()!,
            Formula = formula,
            Value = _example.Loss,
            Values = _example.Explain(_example.LossValues),
            Lines = lines,
            Gradient = _example.ExplainGradient(_example.Graph.Prediction),
            GradientLines = gradient,
        };
    }

    private ExplainedLayer Layer(LayerTrace trace, LossNumbers loss)
    {
        double[] x = _example.ValuesOf(trace.Input), y = _example.ValuesOf(trace.Output);
        ParameterNumbers[] own = [.. trace.Layer.States().Where(state => (trace.Layer.IsShownAsOne || !state.Path.Contains('/', StringComparison.Ordinal)) && _parameters.ContainsKey(state.State)).Select(state => _parameters[state.State])];
        return new ExplainedLayer
        {
            Path = trace.Path,
            Kind = trace.Layer.ToString()!,
            Formula = trace.Layer.Formula,
            Input = _example.Explain(trace.Input),
            Output = _example.Explain(trace.Output),
            Forward = [.. LayerWords.Forward(trace.Layer, x, y)],
            OutputGradient = _example.ExplainGradient(trace.Output),
            InputGradient = _example.ExplainGradient(trace.Input),
            Parameters = [.. own.Select(parameter => parameter.Explain())],
            Backward = [.. Backward(trace, x, y, loss)],
        };
    }

    private IEnumerable<WorkedLine> Backward(LayerTrace trace, double[] x, double[] y, LossNumbers loss)
    {
        if (_example.GradientOf(trace.Output) is not { } delta) return [];
        double[]? input = _example.GradientOf(trace.Input);
        if (trace.Layer is Linear linear) return LayerWords.Backward(linear, x, _parameters[linear.Weight].Value, delta, _parameters[linear.Weight].Gradient, input);
        if (input is null) return [];
        if (ReferenceEquals(trace.Output, _example.Graph.Prediction) && _example.IsBypassed(trace.Output) && LossWords.Direct(_trainer.Loss, trace.Layer, loss, input) is { Count: > 0 } direct) return direct;
        return LayerWords.Backward(trace.Layer, x, y, delta, input);
    }

    private ExplainedWeight[] Weights()
    {
        var best = new List<(ParameterNumbers Parameter, int Place)>();
        foreach (ParameterNumbers parameter in _parameters.Values) best.AddRange(ExplainedTensor.Top(parameter.Gradient, _mostWeights).Select(place => (parameter, place)));
        double[] gradients = [.. best.Select(weight => weight.Parameter.Gradient[weight.Place])];
        return [.. ExplainedTensor.Top(gradients, _mostWeights).Select(i => best[i].Parameter.Explain(best[i].Place))];
    }

    private double OwnNorm(ExplainedWeight weight)
    {
        double squares = 0;
        foreach (double gradient in _parameters.Values.First(parameter => parameter.Path == weight.Path).Gradient) squares += gradient * gradient;
        return Math.Sqrt(squares);
    }

    private sealed record StateNumbersPair(string Name, State State, double[] Before, double[] After);

    private sealed record ParameterNumbers(string Path, Parameter Parameter, double[] Value, double[] Gradient, double[] After, StateNumbersPair[] States)
    {
        public ExplainedParameter Explain() => new(Path, Tensor(Value), Tensor(Gradient), Tensor(After),
        [
            .. States.Select(state => new ExplainedState(state.Name, ExplainedTensor.Of(state.Before, state.State.Shape, state.State.Type), ExplainedTensor.Of(state.After, state.State.Shape, state.State.Type))),
        ]);

        public ExplainedWeight Explain(int place) => new()
        {
            Path = Path,
            Index = ExplainedTensor.IndexOf(place, Parameter.Shape),
            Value = Value[place],
            Gradient = Gradient[place],
            NewValue = After[place],
            States = [.. States.Where(state => state.State.Shape.Equals(Parameter.Shape)).Select(state => new ExplainedNumber(state.Name, state.Before[place], state.After[place]))],
        };

        private ExplainedTensor Tensor(double[] values) => ExplainedTensor.Of(values, Parameter.Shape, Parameter.Type);
    }
}
