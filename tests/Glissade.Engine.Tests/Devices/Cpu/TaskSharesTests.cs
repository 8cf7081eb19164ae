using Glissade.Devices.Cpu;

namespace Glissade.Tests.Devices.Cpu;

/// <summary>Every task once, whoever takes it; each thread its own first.</summary>
public sealed class TaskSharesTests
{
    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 0)]
    [InlineData(2, 1)]
    [InlineData(2, 7)]
    [InlineData(3, 32)]
    [InlineData(8, 3)]
    [InlineData(64, 100)]
    public void Threads_that_race_take_every_task_once(int threads, int tasks)
    {
        var shares = new TaskShares(threads);
        for (int job = 0; job < 200; job++)
        {
            shares.Deal(tasks);
            var taken = new int[tasks];
            int claims = tasks;
            Thread[] racers = [.. Enumerable.Range(0, Math.Min(threads, 4)).Select(worker => new Thread(() =>
            {
                while (Interlocked.Decrement(ref claims) >= 0) Interlocked.Increment(ref taken[shares.Take(worker)]);
            }))];
            foreach (Thread racer in racers) racer.Start();
            foreach (Thread racer in racers) racer.Join();
            Assert.All(taken, times => Assert.Equal(1, times));
        }
    }

    [Fact]
    public void A_thread_does_its_own_share_first_and_then_the_others()
    {
        var shares = new TaskShares(3);
        shares.Deal(7);
        Assert.Equal([2, 3, 4, 5, 6, 0, 1], Enumerable.Range(0, 7).Select(_ => shares.Take(1)));
        shares.Deal(7);
        Assert.Equal([0, 4, 2, 1, 5, 3, 6], new[] { 0, 2, 1, 0, 2, 0, 1 }.Select(worker => shares.Take(worker)));
    }
}
