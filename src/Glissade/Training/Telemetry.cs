using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Glissade;

/// <summary>What .NET's own tools (dotnet-counters, OpenTelemetry) can see of trainings: a meter and an activity source, both named <c>Glissade</c>. Without listeners they cost nothing.</summary>
internal static class Telemetry
{
    public static readonly ActivitySource Source = new("Glissade");

    private static readonly Meter s_meter = new("Glissade");

    /// <summary>Examples trained on.</summary>
    public static readonly Counter<long> Examples = s_meter.CreateCounter<long>("glissade.training.examples", "{example}", "Examples trained on");

    /// <summary>Steps done.</summary>
    public static readonly Counter<long> Steps = s_meter.CreateCounter<long>("glissade.training.steps", "{step}", "Training steps done");

    /// <summary>The cost over the training part, an epoch each.</summary>
    public static readonly Histogram<double> TrainLoss = s_meter.CreateHistogram<double>("glissade.training.loss", "1", "Cost over the training part, once an epoch");

    /// <summary>The cost over the validation part, an epoch each.</summary>
    public static readonly Histogram<double> ValidationLoss = s_meter.CreateHistogram<double>("glissade.validation.loss", "1", "Cost over the validation part, once an epoch");

    /// <summary>How long epochs take.</summary>
    public static readonly Histogram<double> EpochSeconds = s_meter.CreateHistogram<double>("glissade.training.epoch.duration", "s", "How long an epoch took");
}
