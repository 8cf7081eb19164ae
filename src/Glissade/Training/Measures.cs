namespace Glissade;

/// <summary>Loss and metrics in one dictionary, as events and model files keep them.</summary>
internal static class Measures
{
    public const string Loss = "loss";

    public static IReadOnlyDictionary<string, double> Of((double Loss, IReadOnlyDictionary<string, double> Metrics, Outcomes Outcomes) measured) =>
        Of(measured.Loss, measured.Metrics);

    public static IReadOnlyDictionary<string, double> Of(double loss, IReadOnlyDictionary<string, double> metrics)
    {
        var all = new Dictionary<string, double> { [Loss] = loss };
        foreach ((string name, double value) in metrics) all[name] = value;
        return all;
    }
}
