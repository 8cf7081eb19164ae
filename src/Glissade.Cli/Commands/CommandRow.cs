namespace Glissade.Cli;

/// <summary>A command: its name, what it takes, and what it does.</summary>
internal sealed record CommandRow(string Name, string Summary, ArgumentRow[] Arguments, OptionRow[] Options, Func<Invocation, Terminal, int> Run);

/// <summary>Something given by its place.</summary>
internal sealed record ArgumentRow(string Name, string Summary, bool IsRequired = true);

/// <summary>Something given by its name; a switch if it takes nothing.</summary>
internal sealed record OptionRow(string Name, string Takes, string Summary, string Default = "")
{
    public bool IsSwitch => Takes.Length == 0;
}

/// <summary>What the user asked for.</summary>
internal sealed record Invocation(CommandRow Command, IReadOnlyList<string?> Arguments, IReadOnlyDictionary<string, string> Options)
{
    /// <summary>The value of an option; null if it was not given.</summary>
    public string? this[string option] => Options.GetValueOrDefault(option);

    public bool Has(string option) => Options.ContainsKey(option);

    /// <summary>A required argument.</summary>
    public string Argument(int place) => Arguments[place] ?? throw new InvalidOperationException($"the argument {place} is missing");
}
