using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Glissade;

/// <summary>
/// A checksum among a safetensors file's own metadata, over everything else in it: a bit that turned on the way is seen also where the file would still look whole, as in a weight. It protects against
/// accidents, not against an enemy, who can compute it anew.
/// </summary>
internal static class Seal
{
    /// <summary>The metadata's key.</summary>
    public const string Key = "sha256";

    /// <summary>The checksum of what a file holds, in hexadecimal letters.</summary>
    public static string Of(IEnumerable<SafetensorsTensor> tensors, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (SafetensorsTensor tensor in tensors.OrderBy(tensor => tensor.Name, StringComparer.Ordinal))
        {
            Add(hash, tensor.Name);
            Add(hash, tensor.Type.Name());
            Add(hash, tensor.Shape.ToString());
            const int chunk = 1 << 26;
            for (long start = 0; start < tensor.Length; start += chunk) hash.AppendData(tensor.Storage.Span<byte>(start, (int)Math.Min(chunk, tensor.Length - start)));
        }

        foreach ((string key, string value) in metadata.Where(pair => pair.Key != Key).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Add(hash, key);
            Add(hash, value);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Refuses a file whose checksum is missing or another one.</summary>
    /// <exception cref="GlissadeException">The file is damaged.</exception>
    public static void Require(SafetensorsFile file, string path, string what)
    {
        if (file.Metadata.GetValueOrDefault(Key) == Of(file.Tensors, file.Metadata)) return;
        throw new GlissadeException($"{what} is damaged: what it holds is not what its checksum says", path, "the file as the training wrote it", "copy it anew, or train again");
    }

    // The length first, so that two texts never read as two others.
    private static void Add(IncrementalHash hash, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
