using Glissade.Devices.Reference;
using Glissade.Tests.Support;

namespace Glissade.Tests.Proof;

/// <summary>Random graphs in a process of their own: under other switches, or by hand for one seed.</summary>
internal static class RandomGraphsProbe
{
    public const string Name = "random-graphs";

    /// <summary>Arguments: cpu or ordered, the first seed, how many.</summary>
    [Probe(Name)]
    private static void Run(string[] arguments)
    {
        bool cpu = arguments[0] == "cpu";
        var test = new DifferentialTest(() => cpu ? Device.Cpu : new OrderedDevice());
        test.Run(ulong.Parse(arguments[1], System.Globalization.CultureInfo.InvariantCulture), int.Parse(arguments[2], System.Globalization.CultureInfo.InvariantCulture));
        Console.WriteLine($"{arguments[2]} cases; {test.Seen.Bounded} of {test.Seen.All} elements have a bound");
    }
}
