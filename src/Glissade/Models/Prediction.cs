namespace Glissade;

/// <summary>What a model says about one example.</summary>
/// <param name="Value">Regression: the predicted number, in the target's own unit. Classes: the index of the most probable one.</param>
/// <param name="Label">The name of the most probable class; empty for regression.</param>
/// <param name="Probability">The probability of that class, from 0 to 1; NaN for regression.</param>
public readonly record struct Prediction(double Value, string Label, double Probability);
