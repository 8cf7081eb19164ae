namespace Glissade;

/// <summary>What is to be learned about a target.</summary>
public enum LearningTask
{
    /// <summary>A number.</summary>
    Regression,

    /// <summary>One of two classes.</summary>
    Binary,

    /// <summary>One of several classes.</summary>
    Multiclass,
}
