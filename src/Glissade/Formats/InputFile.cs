namespace Glissade;

/// <summary>Opens files to be read, and says in words why one cannot be.</summary>
internal static class InputFile
{
    /// <summary>Opens a file for reading from its beginning.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">What it should be, for the message: <c>a safetensors file</c>.</param>
    /// <exception cref="GlissadeException">There is no such file, it is a folder, or it may not be read.</exception>
    public static FileStream Open(string path, string kind)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            if (Directory.Exists(path)) throw new GlissadeException("this is a folder, not a file", path, kind, "name a file inside it");
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (stream.CanSeek) return stream;
            stream.Dispose();
            throw new GlissadeException("this is a pipe or a device, whose length nobody knows", path, kind, "write it to a file first");
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new GlissadeException("there is no such file", path, kind, "check the spelling and the folder", failure);
        }
        catch (Exception failure) when (failure is ArgumentException or NotSupportedException)
        {
            throw new GlissadeException("this cannot be the name of a file", path, kind, "check the spelling", failure);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new GlissadeException("the file may not be read: no permission", path, kind, "change its permissions", failure);
        }
        catch (IOException failure)
        {
            throw new GlissadeException($"the file cannot be read: {failure.Message.TrimEnd('.')}", path, kind, "check that the file is whole and that nobody else is writing it", failure);
        }
    }

    /// <summary>Fills memory from a stream.</summary>
    /// <returns>How many bytes there were; fewer than asked for only at the end of the stream.</returns>
    public static int Fill(Stream stream, Span<byte> bytes, string path)
    {
        try
        {
            return stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (Exception failure) when (failure is IOException and not FileNotFoundException or UnauthorizedAccessException)
        {
            throw new GlissadeException($"the file cannot be read: {failure.Message.TrimEnd('.')}", path, "a file that can be read",
                "check the disk and that nobody else is writing the file", failure)
            { IsFailure = true };
        }
    }
}
