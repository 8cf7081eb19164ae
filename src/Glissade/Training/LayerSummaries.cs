namespace Glissade;

/// <summary>The layers of a network as printed, in the order of computation.</summary>
internal static class LayerSummaries
{
    public static IReadOnlyList<LayerSummary> Of(Wiring wiring, Dataset data)
    {
        var pass = Pass.Inference();
        wiring.Predict(data.Inputs.Input("x", 1), pass);
        return
        [
            .. pass.Trace.Where(trace => trace.Layer.IsShownAsOne).Select(trace => new LayerSummary(
                trace.Path, trace.Layer.ToString()!, trace.Output.Shape.Without(0).ToString(), trace.Layer.ParameterCount)),
        ];
    }
}
