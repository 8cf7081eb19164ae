using Glissade.Tests.CatalogTests;

namespace Glissade.Tests.Documentation;

/// <summary>Plots of the vocabulary: activations over their input, losses over the prediction at fixed targets, schedules over the steps; each with its slope, as the engine takes it.</summary>
internal static class VocabularyPlots
{
    private const int Points = 120, Steps = 100, MostLetters = 46;

    private static readonly Device s_device = Device.CreateCpu(new CpuOptions { EmitsCode = false, Threads = 1 });

    /// <summary>The plot of an activation; null where one number in does not give one out.</summary>
    public static string? Activation(CatalogRow<Layer> row)
    {
        // As far as the last corner, and a little further: ReLU6 is none without its 6.
        double[] xs = Between(-5, row.Kinks.Select(kink => kink + 2).Append(5).Max());
        // Activations that look at several numbers see another one beside x; of a gate what it opens to is the bend.
        (double[] Y, double[] Slope)? beside = Bent(row, xs, 1), otherwise = Bent(row, xs, 2);
        if (beside is not { } found) return null;
        bool isAlone = otherwise is { } other && other.Y.SequenceEqual(found.Y);
        return SvgPlot.Draw(row.Name, isAlone ? "x" : "x, beside 1", [new Curve(isAlone ? "f(x)" : row.Prototype is GatedActivation ? "f(1, x)" : "first of f(x, 1)", xs, found.Y), new Curve("slope", xs, found.Slope, true)]);
    }

    /// <summary>The plot of a loss; null where no one number says how far a prediction is off.</summary>
    public static string? Loss(CatalogRow<Loss> row)
    {
        foreach (LossPlot plot in LossPlot.For(row))
        {
            var curves = new List<Curve>();
            foreach ((string label, Tensor target) in plot.Targets)
            {
                if (Cost(row.Prototype, plot, target) is not { } found) break;
                curves.AddRange([new Curve(label, found.X, found.Y), new Curve("slope", found.X, found.Slope, true)]);
            }

            if (curves.Count > 0) return SvgPlot.Draw(row.Name, plot.Axis, curves);
        }

        return null;
    }

    /// <summary>The plot of a schedule and of its samples, over a run of 100 steps.</summary>
    public static string Schedule(CatalogRow<Schedule> row)
    {
        double[] steps = [.. Enumerable.Range(0, Steps).Select(step => (double)step)];
        var curves = new List<Curve>();
        foreach (string text in row.Samples.Take(2).Prepend(row.Name))
        {
            Schedule schedule = text == row.Name ? row.Prototype : Catalog.Schedules.Parse(text);
            double[] factors = [.. Enumerable.Range(0, Steps + 1).Select(step => schedule.Factor(step, Steps))];
            // As the row's sample says it, which need not say what is by default.
            int opens = text.IndexOf('(', StringComparison.Ordinal);
            string arguments = opens < 0 ? "default" : text[(opens + 1)..^1];
            curves.Add(new Curve(arguments.Length > MostLetters ? arguments[..MostLetters] + "…" : arguments, steps, factors[..Steps]));
            if (curves.Count == 1) curves.Add(new Curve("slope × steps", steps, [.. steps.Select((_, step) => (factors[step + 1] - factors[step]) * Steps)], true));
        }

        return SvgPlot.Draw(row.Name, "step of 100", curves);
    }

    private static (double[] Y, double[] Slope)? Bent(CatalogRow<Layer> row, double[] xs, double other)
    {
        foreach (DType type in (DType[])[DType.Float64, DType.Float32])
        {
            try
            {
                row.Prototype.InitializeMissing(0);
                int place = row.Prototype is GatedActivation ? 1 : 0;
                Parameter x = Evaluated.Parameter([.. xs.SelectMany(value => place == 0 ? (double[])[value, other] : [other, value])], new Shape(xs.Length, 2), type);
                Tensor y = row.Prototype.Apply(x, Pass.Inference());
                Tensor first = y.Reshape(xs.Length, (int)(y.Count / xs.Length)).Narrow(1, 0, 1);
                double[][] found = Evaluated.On(s_device, first, Gradient.Of(first.Sum(), x)[0]);
                return (found[0], [.. xs.Select((_, i) => found[1][2 * i + place])]);
            }
            catch (ShapeException)
            {
                // Parameters of float32 want an input of float32; and some take no pair.
            }
        }

        return null;
    }

    private static (double[] X, double[] Y, double[] Slope)? Cost(Loss loss, LossPlot plot, Tensor target)
    {
        double[] xs = Between(plot.Low, plot.High), values = new double[xs.Length], slopes = new double[xs.Length];
        Parameter x = Evaluated.Parameter([plot.Low], Shape.Scalar);
        Tensor cost, slope;
        try
        {
            cost = loss.Cost(plot.Prediction(x), target);
            slope = Gradient.Of(cost, x)[0];
        }
        catch (ShapeException)
        {
            return null;
        }

        Workspace workspace = s_device.Compile(new Step { Outputs = [cost, slope] }).CreateWorkspace();
        for (int i = 0; i < xs.Length; i++)
        {
            x.Set<double>([xs[i]]);
            workspace.Run();
            (values[i], slopes[i]) = (workspace.Read<double>(cost)[0], workspace.Read<double>(slope)[0]);
        }

        return values.Any(double.IsFinite) ? (xs, values, slopes) : null;
    }

    private static double[] Between(double low, double high) => [.. Enumerable.Range(0, Points + 1).Select(i => low + (high - low) * i / Points)];
}
