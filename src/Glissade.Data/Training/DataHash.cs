using System.Security.Cryptography;

namespace Glissade;

/// <summary>What data are known by: the SHA-256 of their files.</summary>
internal static class DataHash
{
    /// <summary>In hexadecimal letters.</summary>
    public static string Of(TrainingData data)
    {
        if (data is not PictureData pictures) return Convert.ToHexStringLower(HashFile(data.Source));
        if (pictures.Files.Count == 0) return $"sample {data.Name}";
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in pictures.Files) all.AppendData(HashFile(file));
        return Convert.ToHexStringLower(all.GetHashAndReset());
    }

    /// <summary>Of one file.</summary>
    public static string OfFile(string path) => Convert.ToHexStringLower(HashFile(path));

    private static byte[] HashFile(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return SHA256.HashData(stream);
    }
}
