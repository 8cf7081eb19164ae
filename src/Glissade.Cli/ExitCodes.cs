namespace Glissade.Cli;

/// <summary>How the tool ends.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>The work failed: it diverged, the disk is full, the memory is out.</summary>
    public const int Failed = 1;

    /// <summary>Wrong use or bad input.</summary>
    public const int Wrong = 2;

    public const int Interrupted = 130;
}
