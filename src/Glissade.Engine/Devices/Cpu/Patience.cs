using System.Diagnostics;

namespace Glissade.Devices.Cpu;

/// <summary>Waiting without sleeping: reacting takes nanoseconds, where waking a sleeping thread takes 0.1 to 0.7 ms.</summary>
internal static class Patience
{
    // Longer than the gap between two kernels of a step, short enough to be no burden once a training pauses.
    private static readonly long s_spin = Stopwatch.Frequency * 50 / 1_000_000;
    private static readonly long s_yield = Stopwatch.Frequency * 2 / 1_000;

    /// <summary>Pauses up to 50 microseconds until the condition holds; whether it did.</summary>
    /// <typeparam name="TState">Handed to the condition, so that it need not capture anything.</typeparam>
    public static bool Spin<TState>(TState state, Func<TState, bool> condition) where TState : class
    {
        long start = Stopwatch.GetTimestamp();
        do
        {
            // The clock costs as much as a dozen looks.
            for (int look = 0; look < 16; look++)
            {
                if (condition(state))
                {
                    return true;
                }

                Thread.SpinWait(1);
            }
        }
        while (Stopwatch.GetTimestamp() - start < s_spin);

        return condition(state);
    }

    /// <summary>As <see cref="Spin"/>, then up to 2 milliseconds more during which other threads may have the processor.</summary>
    public static bool SpinThenYield<TState>(TState state, Func<TState, bool> condition) where TState : class
    {
        if (Spin(state, condition))
        {
            return true;
        }

        long start = Stopwatch.GetTimestamp();
        do
        {
            Thread.Yield();
            if (condition(state))
            {
                return true;
            }
        }
        while (Stopwatch.GetTimestamp() - start < s_yield);

        return false;
    }
}
