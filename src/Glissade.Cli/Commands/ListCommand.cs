namespace Glissade.Cli;

internal static class ListCommand
{
    public static IReadOnlyList<string> Families { get; } = ["losses", "activations", "layers", "initializers", "optimizers", "schedules", "metrics", "presets", "samples"];
    public static int Run(Invocation invocation, Terminal terminal) => throw new NotImplementedException();
}
