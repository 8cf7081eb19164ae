using System.Globalization;
using Glissade.Devices.Reference;
using Glissade.Tests.Support;

namespace Glissade.Tests.Proof;

/// <summary>Random graphs in a process of their own: under other switches, or by hand.</summary>
internal static class RandomGraphsProbe
{
    public const string Name = "random-graphs";

    /// <summary>Arguments: cpu (all its variants in turn), default (the processor as everyone gets it) or ordered; the first seed; how many; failures to show, 1 unless given.</summary>
    [Probe(Name)]
    private static void Run(string[] arguments)
    {
        Console.WriteLine(FactsProbe.Describe());
        var test = new DifferentialTest(arguments[0] switch
        {
            "cpu" => CpuVariants.Of,
            "default" => static _ => Device.Cpu,
            _ => static _ => new OrderedDevice(),
        });
        ulong first = ulong.Parse(arguments[1], CultureInfo.InvariantCulture), count = ulong.Parse(arguments[2], CultureInfo.InvariantCulture);
        int most = arguments.Length > 3 ? int.Parse(arguments[3], CultureInfo.InvariantCulture) : 1, failed = 0;
        for (ulong seed = first; seed < first + count && failed < most; seed++)
        {
            try
            {
                test.Run(seed, 1);
            }
            catch (Xunit.Sdk.FailException exception)
            {
                failed++;
                Console.WriteLine(exception.Message);
            }
        }

        if (failed > 0) throw new InvalidOperationException($"{failed} random graphs failed.");
        Console.WriteLine($"{count} cases; {test.Seen.Bounded} of {test.Seen.All} elements have a bound");
    }
}
