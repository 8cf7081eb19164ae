namespace Glissade;

/// <summary>
/// Writes a file so that its name always holds either what stood there before or all of the new: the bytes go into a temporary file beside it, are flushed to the disk, and take the name by a rename.
/// </summary>
internal static class AtomicFile
{
    /// <summary>What the temporary file is called after: one of a killed process is overwritten by the next write of the same name.</summary>
    public const string Suffix = ".partial";

    /// <summary>Writes a file whole or not at all.</summary>
    /// <param name="path">Where it shall stand; its folder must exist.</param>
    /// <param name="write">Writes the bytes; whatever it throws comes through, and the file stays as it was.</param>
    /// <exception cref="GlissadeException">No such folder, no permission, somebody else is writing it, or (<see cref="GlissadeException.IsFailure"/>) the disk is full.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string partial = path + Suffix;
        bool created = false;
        try
        {
            if (Directory.Exists(path)) throw new GlissadeException("there is a folder of this name", path, "the name of a file", "give a file's name inside the folder");
            // Not shared: a second writer of the same name is refused instead of mixing its bytes in.
            using (var stream = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
            {
                created = true;
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(partial, path, overwrite: true);
        }
        catch (Exception failure)
        {
            if (created) Remove(partial);
            if (Explain(failure, path, created) is { } explained) throw explained;
            throw;
        }
    }

    /// <summary>What the system's refusal to write a file means to people; null where it is none.</summary>
    /// <param name="failure">What the system threw.</param>
    /// <param name="path">The file.</param>
    /// <param name="begun">Whether writing had begun: what goes wrong then is a failure, what goes wrong before is a place that was badly chosen.</param>
    internal static GlissadeException? Explain(Exception failure, string path, bool begun) => failure switch
    {
        ArgumentException or NotSupportedException when !begun => new GlissadeException("this cannot be the name of a file", path, "a name the system accepts", "choose another one", failure),
        DirectoryNotFoundException => new GlissadeException("the folder to write into does not exist", path, "an existing folder", $"mkdir {Path.GetDirectoryName(path)}", failure),
        UnauthorizedAccessException => new GlissadeException("the file cannot be written: no permission", path, "a folder and a file that you may write", "choose another folder, or change the permissions", failure),
        PathTooLongException => new GlissadeException("the file's name is too long", path, "a name the system accepts", "choose a shorter one", failure),
        IOException io when IsDiskFull(io) => new GlissadeException(
            "the disk is full", path, "room for the whole file; what stood there before is untouched", "make room or choose another disk", failure)
        { IsFailure = true },
        IOException io => new GlissadeException($"the file cannot be written: {io.Message.TrimEnd('.')}", path,
            "a file that can be written and that nobody else is writing", "choose another name or folder", failure)
        { IsFailure = begun },
        _ => null,
    };

    // Windows: ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL. Elsewhere the number is errno: ENOSPC; EDQUOT of Linux and of macOS.
    private static bool IsDiskFull(IOException failure) => OperatingSystem.IsWindows()
        ? (failure.HResult & 0xFFFF) is 0x70 or 0x27
        : failure.HResult is 28 || failure.HResult == (OperatingSystem.IsMacOS() ? 69 : 122);

    private static void Remove(string partial)
    {
        try
        {
            File.Delete(partial);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A left-over is harmless, and the next write of this name takes it; the first failure is the one to tell.
        }
    }
}
