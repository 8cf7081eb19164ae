namespace Glissade.Cli;

/// <summary>Exceptions as people read them: four lines, and the exit code.</summary>
internal static class Errors
{
    private const int UnixNoSpace = 28, UnixQuota = 122, UnixBrokenPipe = 32, UnixReadOnly = 30;
    private const int WindowsDiskFull = unchecked((int)0x80070070), WindowsHandleDiskFull = unchecked((int)0x80070027), WindowsBrokenPipe = unchecked((int)0x8007006D);

    /// <summary>Prints what happened; the result is the exit code.</summary>
    public static int Print(Exception exception, string command, bool verbose, TextWriter error)
    {
        if (IsBrokenPipe(exception)) return ExitCodes.Done;
        if (exception is OperationCanceledException) return ExitCodes.Interrupted;
        GlissadeException known = Known(exception, command);
        error.WriteLine($"error: {OneLine(known.Message)}");
        error.WriteLine($"  where: {OneLine(Or(known.Where, $"glissade {command}".TrimEnd()))}");
        error.WriteLine($"  expected: {OneLine(Or(known.Expected, known.IsFailure ? "the work to be done" : "what the message names"))}");
        error.WriteLine($"  try: {OneLine(Or(known.Remedy, $"glissade {command} --help".Replace("  ", " ", StringComparison.Ordinal)))}");
        if (verbose) error.WriteLine(exception.ToString());
        return known.IsFailure ? ExitCodes.Failed : ExitCodes.Wrong;
    }

    /// <summary>Whether nobody reads any more what the tool prints (<c>| head</c>): nothing to complain about.</summary>
    public static bool IsBrokenPipe(Exception exception) => exception is IOException { HResult: UnixBrokenPipe or WindowsBrokenPipe };

    private static GlissadeException Known(Exception exception, string command) => exception switch
    {
        GlissadeException known => known,
        AggregateException { InnerExceptions.Count: 1 } all => Known(all.InnerException!, command),
        OutOfMemoryException or InsufficientMemoryException => Failure("there is not enough memory", "as much memory as the data and the network take", "fewer columns, a smaller --batch-size, or fewer --hidden", exception),
        IOException { HResult: UnixNoSpace or UnixQuota or WindowsDiskFull or WindowsHandleDiskFull } => Failure("the disk is full", "room for the run's files", "make room, then go on with --resume, or choose another --output", exception),
        FileNotFoundException missing => new GlissadeException("there is no such file", missing.FileName ?? missing.Message, "a file that exists", "look at the name and the folder", exception),
        DirectoryNotFoundException => new GlissadeException("there is no such folder", exception.Message, "a folder that exists", "look at the name", exception),
        PathTooLongException => new GlissadeException("a path is too long", exception.Message, "a path that the file system can hold", "choose a shorter --output or file name", exception),
        UnauthorizedAccessException or IOException { HResult: UnixReadOnly } =>
            new GlissadeException("a file or folder may not be used", exception.Message, "a file that may be read, a folder that may be written", "change its permissions, or choose another", exception),
        IOException => new GlissadeException($"a file could not be read or written: {exception.Message}", "the file system", "a file that can be read, a folder that can be written", "look at the name and the disk", exception),
        ShapeException => new GlissadeException(exception.Message, "the network", "layers that fit each other and the data", "glissade inspect DATA shows what the data has", exception),
        IndexException => new GlissadeException(exception.Message, "a number that the network chooses by", "classes, words and rows that there are", "glissade inspect DATA shows the values; look at the layer's input", exception),
        _ => Failure($"something unforeseen happened: {exception.GetType().Name}: {exception.Message}", "this is a fault of the tool, not of its user", "the same command again with --verbose shows where", exception),
    };

    private static GlissadeException Failure(string message, string expected, string remedy, Exception cause) => new(message, "", expected, remedy, cause) { IsFailure = true };

    private static string Or(string text, string otherwise) => text.Length > 0 ? text : otherwise;

    private static string OneLine(string text) => Cells.Safe(text.ReplaceLineEndings(" "));
}
