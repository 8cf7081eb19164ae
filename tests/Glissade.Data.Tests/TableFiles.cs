using System.IO.Compression;
using System.Text;

namespace Glissade.Tests;

/// <summary>Writes tables into a folder of their own, and deletes it afterwards.</summary>
public abstract class TableFiles : IDisposable
{
    protected string Folder { get; } = Directory.CreateTempSubdirectory("glissade-data-").FullName;

    protected string Write(string text, string name = "table.csv") => Write(Encoding.UTF8.GetBytes(text), name);

    protected string Write(byte[] bytes, string name = "table.csv")
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    protected Table Read(string text, TableOptions? options = null) => Table.Read(Write(text), options);

    protected GlissadeException Refused(string text, TableOptions? options = null) => Assert.Throws<GlissadeException>(() => Read(text, options));

    protected static byte[] Compressed(byte[] bytes)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest)) gzip.Write(bytes);
        return memory.ToArray();
    }

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }
}
