namespace Glissade.Tests.CatalogTests;

/// <summary>Inputs that suit a thing of the catalogue, from a small generator of fixed seed.</summary>
internal sealed class RowSamples(int seed)
{
    private uint _state = (uint)seed * 2654435761u + 1;

    public double Next(double low, double high)
    {
        _state = _state * 1664525 + 1013904223;
        return low + (high - low) * ((_state >> 8) / (double)(1 << 24));
    }

    public double[] Between(double low, double high, long count) => [.. Enumerable.Range(0, (int)count).Select(_ => Next(low, high))];

    /// <summary>Predictions of a loss's kind, [examples, 3].</summary>
    public double[] Predictions(Loss loss, Shape shape) => loss.Prediction switch
    {
        PredictionKind.Probabilities => Between(0.05, 0.95, shape.Count),
        PredictionKind.Distribution => Distribution(shape),
        _ => Between(-3, 3, shape.Count),
    };

    /// <summary>Targets that go with them; distances keep away from where slopes jump (0, and the deltas of Huber's samples).</summary>
    public double[] Targets(Loss loss, Shape shape, double[] predictions) => loss.Target switch
    {
        TargetKind.Classes => Distribution(shape),
        TargetKind.Probabilities => Between(0, 1, shape.Count),
        _ => [.. predictions.Select(Away)],
    };

    public int[] Classes(int classes, int count) => [.. Enumerable.Range(0, count).Select(_ => (int)Next(0, classes))];

    private double[] Distribution(Shape shape)
    {
        double[] values = Between(0.1, 1, shape.Count);
        int width = shape[-1];
        return [.. values.Select((value, i) => value / values.Skip(i / width * width).Take(width).Sum())];
    }

    private double Away(double prediction)
    {
        while (true)
        {
            double target = Next(-3, 3), distance = Math.Abs(prediction - target);
            if (((double[])[0, 0.5, 1, 2]).All(kink => Math.Abs(distance - kink) > 0.02)) return target;
        }
    }
}
