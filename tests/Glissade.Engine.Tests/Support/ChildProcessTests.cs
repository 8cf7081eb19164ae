using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Glissade.Tests.Support;

public sealed class ChildProcessTests
{
    public static TheoryData<string> SwitchNames => [.. s_switches.Keys];

    private static readonly Dictionary<string, Switches> s_switches = new()
    {
        ["nothing"] = Switches.None,
        ["no AVX-512"] = Switches.NoAvx512,
        ["no AVX2"] = Switches.NoAvx2,
        ["no intrinsics"] = Switches.NoIntrinsics,
        ["no dynamic code"] = Switches.NoDynamicCode,
        ["no dynamic code support"] = Switches.NoDynamicCodeSupport,
    };

    [Theory]
    [MemberData(nameof(SwitchNames))]
    public void A_switch_takes_in_the_child(string name) => Assert.Empty(ChildProcess.RunChecked(FactsProbe.Name, s_switches[name]));

    [Fact]
    public void A_switch_takes_nothing_but_its_own_away()
    {
        Assert.Equal(FactsProbe.Describe(), Facts(Switches.None));

        string noAvx512 = Facts(Switches.NoAvx512);
        Assert.Contains($"vector256={Text(Vector256.IsHardwareAccelerated)}", noAvx512, StringComparison.Ordinal);
        Assert.Contains($"fma={Text(Fma.IsSupported)}", noAvx512, StringComparison.Ordinal);

        string noAvx2 = Facts(Switches.NoAvx2);
        Assert.Contains($"vector128={Text(Vector128.IsHardwareAccelerated)}", noAvx2, StringComparison.Ordinal);
        Assert.Contains("dynamic_code=true", noAvx2, StringComparison.Ordinal);
    }

    [Fact]
    public void A_switch_that_did_not_take_fails_the_test() =>
        Assert.ThrowsAny<Exception>(() => Switches.NoAvx2.AssertTaken("vector512=false vector256=true avx2=true fma=true"));

    [Fact]
    public void Arguments_output_and_failure_come_back()
    {
        ChildProcess echo = ChildProcess.Run("echo", Switches.None, TimeSpan.FromMinutes(1), "a b", "\"c\"", "");
        Assert.Equal(0, echo.ExitCode);
        Assert.Equal("a b|\"c\"|", echo.Output);

        ChildProcess failure = ChildProcess.Run("fail", Switches.None, TimeSpan.FromMinutes(1));
        Assert.NotEqual(0, failure.ExitCode);
        Assert.Contains("a planned failure", failure.Errors, StringComparison.Ordinal);

        ChildProcess unknown = ChildProcess.Run("no such probe", Switches.None, TimeSpan.FromMinutes(1));
        Assert.Equal(64, unknown.ExitCode);
        Assert.Contains(FactsProbe.Name, unknown.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_child_that_hangs_is_ended() =>
        Assert.Throws<TimeoutException>(() => ChildProcess.Run("hang", Switches.None, TimeSpan.FromSeconds(1)));

    [Probe("echo")]
    internal static void Echo(string[] arguments) => Console.Write(string.Join('|', arguments));

    [Probe("fail")]
    internal static void Fail(string[] arguments) => throw new InvalidOperationException("a planned failure");

    [Probe("hang")]
    internal static void Hang(string[] arguments) => Thread.Sleep(Timeout.Infinite);

    private static string Facts(Switches switches) =>
        ChildProcess.Run(FactsProbe.Name, switches, TimeSpan.FromMinutes(1)).Output.Trim('\r', '\n');

    private static string Text(bool holds) => holds ? "true" : "false";
}
