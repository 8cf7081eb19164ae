namespace Glissade;

/// <summary>An argument as it is written, in JSON or on a command line: what the readers of both make, and the writers of both take.</summary>
internal abstract record ArgumentValue
{
    /// <summary>What it is, for messages.</summary>
    public abstract string Kind { get; }
}

/// <summary>A number, with the digits to write.</summary>
internal sealed record NumberValue(double Value, string Digits) : ArgumentValue
{
    public override string Kind => $"the number {Digits}";
}

/// <summary>true or false.</summary>
internal sealed record BooleanValue(bool Value) : ArgumentValue
{
    public override string Kind => Value ? "true" : "false";
}

/// <summary>A word, which may be the name of a thing.</summary>
internal sealed record WordValue(string Text) : ArgumentValue
{
    public override string Kind => $"'{Text}'";
}

/// <summary>Several values.</summary>
internal sealed record ListValue(IReadOnlyList<ArgumentValue> Items) : ArgumentValue
{
    public override string Kind => $"a list of {Items.Count}";
}

/// <summary>A thing of the catalogue with its arguments.</summary>
internal sealed record ThingValue(string Name, IReadOnlyList<(string Name, ArgumentValue Value)> Arguments) : ArgumentValue
{
    public override string Kind => $"'{Name}'";
}
