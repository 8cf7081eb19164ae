using System.Globalization;
using System.Runtime.CompilerServices;
using Xunit.Abstractions;

namespace Glissade.Tests.Formats;

/// <summary>Damages valid files in every way a disk or an enemy would, by a seeded generator.</summary>
internal static class Fuzz
{
    /// <summary>How many damaged variants of each file are tried.</summary>
    public static int Rounds => Environment.GetEnvironmentVariable("GLISSADE_LONG") is { Length: > 0 } ? 20_000 : 1_000;

    /// <summary>Reads damaged variants: each must load or be refused by a <see cref="GlissadeException"/>, and take little memory either way.</summary>
    /// <returns>How many loaded and how many were refused.</returns>
    public static (int Loaded, int Refused) Run(byte[] valid, Action<byte[]> read, long mostExtraBytes, ulong seed, ITestOutputHelper output, [CallerMemberName] string name = "")
    {
        read(valid);
        var random = new Proof.SeededNumbers(seed);
        int loaded = 0, refused = 0;
        long most = 0;
        for (int round = 0; round < Rounds; round++)
        {
            byte[] damaged = Damage(valid, random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read(damaged);
                loaded++;
            }
            catch (GlissadeException refusal)
            {
                Assert.NotEmpty(refusal.Message);
                refused++;
            }
            catch (Exception other)
            {
                Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"round {round}: {other}\n{Convert.ToHexString(damaged.AsSpan(0, Math.Min(400, damaged.Length)))}"));
            }

            most = Math.Max(most, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        output.WriteLine($"{name}: {loaded} loaded, {refused} refused, at most {most} bytes allocated");
        Assert.True(most <= mostExtraBytes, $"{most} bytes were allocated for a file of {valid.Length}");
        return (loaded, refused);
    }

    /// <summary>One damaged variant.</summary>
    public static byte[] Damage(byte[] valid, Proof.SeededNumbers random)
    {
        byte[] bytes = [.. valid];
        for (int count = 1 + random.Below(3); count > 0 && bytes.Length > 0; count--)
        {
            int at = random.Below(bytes.Length);
            switch (random.Below(8))
            {
                case 0: bytes = bytes[..at]; break;
                case 1: bytes = [.. bytes, .. new byte[1 + random.Below(16)]]; break;
                case 2: bytes = [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + 1 + random.Below(8))..]]; break;
                case 3:
                    // A piece of the file once more, somewhere else: broken, but of the right kind.
                    int from = random.Below(bytes.Length), length = Math.Min(bytes.Length - from, 1 + random.Below(40));
                    bytes = [.. bytes[..at], .. bytes[from..(from + length)], .. bytes[at..]];
                    break;
                case 4 or 5 when Array.Exists(bytes, static b => b is >= (byte)'0' and <= (byte)'9'):
                    while (bytes[at] is < (byte)'0' or > (byte)'9') at = (at + 1) % bytes.Length;
                    bytes = [.. bytes[..at], .. System.Text.Encoding.ASCII.GetBytes(s_numbers[random.Below(s_numbers.Length)]), .. bytes[(at + 1)..]];
                    break;
                default: bytes[at] ^= (byte)(1 << random.Below(8)); break;
            }
        }

        return bytes;
    }

    private static readonly string[] s_numbers = ["0", "1", "7", "-1", "99", "65536", "2147483647", "2147483648", "9223372036854775807", "-9223372036854775808", "1e9", "0.5", "18446744073709551616"];
}
