namespace Glissade;

/// <summary>The averages of weights that an optimizer keeps, for whoever looks at the network: they take the weights' place while it looks.</summary>
internal sealed class WeightAverages(IReadOnlyList<(Parameter Parameter, Buffer Average)> pairs)
{
    /// <summary>Runs something with the averages in the place of the weights, and puts both back, to the last bit.</summary>
    public void InPlace(Action look)
    {
        Exchange();
        try
        {
            look();
        }
        finally
        {
            Exchange();
        }
    }

    private void Exchange()
    {
        Span<byte> between = stackalloc byte[4096];
        foreach ((Parameter parameter, Buffer average) in pairs)
        {
            Span<byte> weights = parameter.ForWriting().Span<byte>(), averages = average.ForWriting().Span<byte>();
            for (int from = 0; from < weights.Length; from += between.Length)
            {
                int count = Math.Min(between.Length, weights.Length - from);
                weights.Slice(from, count).CopyTo(between);
                averages.Slice(from, count).CopyTo(weights[from..]);
                between[..count].CopyTo(averages[from..]);
            }

            GC.KeepAlive(parameter);
            GC.KeepAlive(average);
        }
    }
}
