using System.Collections.Concurrent;

namespace Glissade;

/// <summary>
/// Plans for predictions of several examples at once, one for each size of a part: made when first asked for, then kept, with memory for as many threads as predict at the same time. Which examples stand beside
/// each other changes no bit.
/// </summary>
internal sealed class BatchPlans(Func<Input, Tensor> network, Device device)
{
    // A set has one part of full size and a rest; of many rests the latest are remembered.
    private const int MostSizes = 16;

    private readonly Lock _lock = new();
    private readonly LinkedList<Sized> _sizes = new();

    /// <summary>Row-major [examples, outputs].</summary>
    public float[] Predict(DataColumn inputs)
    {
        float[] predictions = [];
        int[] examples = [.. Enumerable.Range(0, inputs.Count)];
        for (int start = 0; start < examples.Length; start += Evaluator.Part)
        {
            int count = Math.Min(Evaluator.Part, examples.Length - start);
            Sized plan = Of(inputs, count);
            if (predictions.Length == 0) predictions = new float[examples.LongLength * plan.Outputs];
            plan.Predict(inputs, examples.AsSpan(start, count), predictions.AsSpan(start * plan.Outputs, count * plan.Outputs));
        }

        return predictions;
    }

    private Sized Of(DataColumn inputs, int count)
    {
        lock (_lock)
        {
            LinkedListNode<Sized>? known = _sizes.First;
            while (known is not null && known.Value.Input.Shape[0] != count) known = known.Next;
            if (known is not null) _sizes.Remove(known);
            else known = new LinkedListNode<Sized>(new Sized(network, device, inputs.Input("x", count)));
            _sizes.AddFirst(known);
            if (_sizes.Count > MostSizes) _sizes.RemoveLast();
            return known.Value;
        }
    }

    private sealed class Sized
    {
        private readonly Tensor _output;
        private readonly Plan _plan;
        private readonly ConcurrentBag<Workspace> _idle = [];

        public Sized(Func<Input, Tensor> network, Device device, Input input)
        {
            Input = input;
            Tensor output = network(input);
            Outputs = checked((int)(output.Count / input.Shape[0]));
            _output = output.Cast(DType.Float32);
            _plan = device.Compile(new Step { Outputs = [_output], Inputs = [input] });
        }

        public Input Input { get; }

        public int Outputs { get; }

        public void Predict(DataColumn inputs, ReadOnlySpan<int> examples, Span<float> predictions)
        {
            Workspace workspace = _idle.TryTake(out Workspace? idle) ? idle : _plan.CreateWorkspace();
            try
            {
                inputs.Feed(Input).Set(workspace, examples);
                workspace.Run();
                workspace.Read<float>(_output).CopyTo(predictions);
            }
            finally
            {
                _idle.Add(workspace);
            }
        }
    }
}
