namespace Glissade;

public static partial class Catalog
{
    /// <summary>How wrong a prediction is.</summary>
    public static CatalogFamily<Loss> Losses { get; } = new("loss", "losses", [.. RegressionLosses(), .. ClassificationLosses(), .. RankingLosses(), .. SequenceLosses()]);

    private static CatalogRow<Loss>[] RegressionLosses() =>
    [
        new("mean_squared_error", "The mean of the squared differences; a difference of 2 costs 4. PyTorch's MSELoss, Keras' mean_squared_error.", "mean (p − t)²", () => new MeanSquaredError())
        {
            Aliases = ["mse", "l2"],
        },
        new("sum_squared_error", "The squared differences summed over the outputs and averaged over the examples: the textbooks' cost.", "mean over examples of Σ (p − t)²", () => new SumSquaredError())
        {
            Aliases = ["sse"],
        },
        new("mean_absolute_error", "The mean distance; outliers count by their distance, not its square. PyTorch's L1Loss.", "mean |p − t|", () => new MeanAbsoluteError())
        {
            Aliases = ["mae", "l1"],
        },
        new("huber", "Squared for distances up to delta, a line beyond. PyTorch's HuberLoss; smooth_l1 is this divided by delta.", "d ≤ δ ? ½d² : δ·(d − ½δ), d = |p − t|", () => new Huber())
        {
            Samples = ["huber(delta=0.5)", "huber(delta=2)"],
            Refused = ["huber(delta=0)", "huber(delta=-1)", "huber(delta=big)", "huber(delta=1e999)", "huber(delta=1, delta=2)", "huber(dleta=1)"],
        },
        new("root_mean_squared_error", "The root of the mean squared difference, in the unit of the targets: one root of one mean over the whole batch, so no sum over items. Keras has it as a metric.",
            "√(mean (p − t)²)", () => new RootMeanSquaredError())
        {
            Aliases = ["rmse"],
        },
        new("smooth_l1", "Squared for distances below beta, a line beyond; beta 0 is the mean absolute error. PyTorch's SmoothL1Loss.",
            "d < β ? ½d²/β : d − ½β, d = |p − t|", () => new SmoothL1())
        {
            Samples = ["smooth_l1(beta=0.5)", "smooth_l1(beta=0)"],
            Refused = ["smooth_l1(beta=-1)"],
        },
        new("log_cosh", "A parabola near 0, a line far away, smooth everywhere. Keras' log_cosh; PyTorch has none.",
            "log cosh(p − t)", () => new LogCosh())
        {
            Aliases = ["logcosh"],
            NoTwin = "Keras has it, PyTorch does not: the goldens are the formula in float64.",
        },
        new("mean_absolute_percentage_error", "The distance in percent of the target, which counts as epsilon at least. Keras' mean_absolute_percentage_error; scikit-learn gives a fraction. PyTorch has none.",
            "100·|p − t| / max(|t|, ε)", () => new MeanAbsolutePercentageError())
        {
            Aliases = ["mape"],
            Samples = ["mape(epsilon=0.5)"],
            Refused = ["mape(epsilon=0)"],
            NoTwin = "Keras has it, PyTorch does not: the goldens are the formula in float64.",
        },
        new("symmetric_mape", "The distance in percent of the mean size of prediction and target, from 0 to 200. Neither PyTorch nor Keras has it.",
            "200·|p − t| / (|p| + |t|)", () => new SymmetricMape())
        {
            Aliases = ["smape"],
            NoTwin = "PyTorch and scikit-learn have none: the goldens are the formula in float64.",
        },
        new("mean_squared_logarithmic_error", "The squared difference of the logarithms of one more; numbers below 0 count as 0. Keras' mean_squared_logarithmic_error; PyTorch has none.",
            "(log(1 + p) − log(1 + t))²", () => new MeanSquaredLogarithmicError())
        {
            Aliases = ["msle"],
            NoTwin = "Keras has it, PyTorch does not: the goldens are the formula in float64.",
        },
        new("quantile", "The pinball loss, whose minimum is a quantile of the targets. scikit-learn's mean_pinball_loss; PyTorch and Keras have none.",
            "d > 0 ? q·d : (q − 1)·d, d = t − p", () => new Quantile())
        {
            Aliases = ["pinball"],
            Samples = ["quantile(q=0.9)", "pinball(q=0.05)"],
            Refused = ["quantile(q=1.5)", "quantile(q=-0.1)"],
        },
        new("expectile", "Least squares with unequal sides; the minimum is an expectile. Neither PyTorch nor Keras has it.",
            "d > 0 ? q·d² : (1 − q)·d², d = t − p", () => new Expectile())
        {
            Samples = ["expectile(q=0.9)"],
            Refused = ["expectile(q=2)"],
            NoTwin = "PyTorch and scikit-learn have none: the goldens are the formula in float64.",
        },
        new("charbonnier", "The mean absolute error with a rounded corner. Neither PyTorch nor Keras has it.",
            "√((p − t)² + ε²)", () => new Charbonnier())
        {
            Samples = ["charbonnier(epsilon=0.5)"],
            Refused = ["charbonnier(epsilon=0)"],
            NoTwin = "PyTorch and scikit-learn have none: the goldens are the formula in float64.",
        },
        new("poisson_nll", "For counts; the network gives the logarithm of the rate, or the rate. PyTorch's PoissonNLLLoss; Keras' poisson takes the rate.",
            "eˣ − t·x", () => new PoissonNll())
        {
            Aliases = ["poisson"],
            Samples = ["poisson(log_input=false)", "poisson(full=true)", "poisson(log_input=false, full=true, epsilon=0.01)"],
            Refused = ["poisson(epsilon=0)", "poisson(full=2)"],
        },
        new("gaussian_nll", "For numbers whose spread is learned too: the second axis of the prediction holds means and then variances. PyTorch's GaussianNLLLoss, which takes them apart; Keras has none.",
            "½(log v + (t − m)²/v)", () => new GaussianNll())
        {
            Aliases = ["gaussian"],
            Samples = ["gaussian(full=true)", "gaussian(epsilon=0.1)"],
            Refused = ["gaussian(epsilon=0)"],
        },
        new("tweedie", "For sizes with many zeros, by the logarithm of the mean. As LightGBM and XGBoost have it; PyTorch and Keras have none.",
            "e^((2 − ρ)x)/(2 − ρ) − t·e^((1 − ρ)x)/(1 − ρ)", () => new Tweedie())
        {
            Samples = ["tweedie(power=1.2)", "tweedie(power=1)", "tweedie(power=2)"],
            Refused = ["tweedie(power=0.5)", "tweedie(power=3)"],
            NoTwin = "PyTorch and scikit-learn have none: the goldens are the formula in float64.",
        },
        new("cosine_similarity", "The angle between prediction and target along the last axis, −1 where they point the same way. Keras' CosineSimilarity; PyTorch has it as a function, without the minus.",
            "−p·t / (|p|·|t|)", () => new CosineSimilarity())
        {
            Aliases = ["cosine"],
        },
        new("log_normal_nll", "For positive numbers whose logarithm is normal; the second axis of the prediction holds means and then variances of the logarithm. Neither PyTorch nor Keras has it as a loss.",
            "log t + ½(log v + (log t − m)²/v)", () => new LogNormalNll())
        {
            Aliases = ["log_normal"],
            Samples = ["log_normal(full=true)", "log_normal(epsilon=0.1)"],
            Refused = ["log_normal(epsilon=-1)"],
        },
    ];
}
