namespace Glissade;

/// <summary>What kind of targets a metric compares with.</summary>
public enum OutcomeKind
{
    /// <summary>Any.</summary>
    Any,

    /// <summary>Classes.</summary>
    Classes,

    /// <summary>Numbers.</summary>
    Numbers,
}
