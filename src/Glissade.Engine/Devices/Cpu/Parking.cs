using System.Diagnostics;

namespace Glissade.Devices.Cpu;

/// <summary>
/// Where a pool's worker threads sleep: starts them when they are first wanted, wakes as many as there is work for, and lets them end after two idle seconds.
/// An ended thread holds nothing, so a pool that nobody uses is garbage like any other object.
/// </summary>
internal sealed class Parking
{
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(2);

    private readonly object _gate = new();
    private readonly Action<int> _work;
    private readonly Func<bool> _hasWork;
    private readonly bool[] _alive;

    // All changed under the gate only. A worker in the gate is counted in one of the two last: asleep, or owed a wake that it has not taken yet.
    private int _live;
    private int _asleep;
    private int _wakes;

    /// <param name="workers">How many threads at most; they are numbered from 1.</param>
    /// <param name="work">What a thread does when awake; it sleeps when this returns. Must not throw.</param>
    /// <param name="hasWork">Whether falling asleep now would be missing something.</param>
    public Parking(int workers, Action<int> work, Func<bool> hasWork)
    {
        _alive = new bool[workers];
        _work = work;
        _hasWork = hasWork;
    }

    /// <summary>How many threads exist.</summary>
    public int Live => Volatile.Read(ref _live);

    /// <summary>Whether a thread was ever started: it may have ended since.</summary>
    public bool WasWanted { get; private set; }

    /// <summary>Sees to it that up to <paramref name="helpers"/> workers are awake. To be called after the work was published, with a full fence.</summary>
    public void Wake(int helpers)
    {
        helpers = Math.Min(helpers, _alive.Length);
        if (Awake >= helpers)
        {
            return;
        }

        lock (_gate)
        {
            // Sleepers first: a thread costs more to start than to wake.
            int wakes = Math.Clamp(helpers - Awake, 0, _asleep);
            _asleep -= wakes;
            _wakes += wakes;
            for (int i = 0; i < wakes; i++)
            {
                Monitor.Pulse(_gate);
            }

            for (int worker = 1; Awake < helpers; worker++)
            {
                if (!_alive[worker - 1])
                {
                    Start(worker);
                }
            }
        }
    }

    // Read outside the gate it may be a moment old. Then a worker is on its way into the gate, and looks for work once it counts as asleep.
    private int Awake => Volatile.Read(ref _live) - Volatile.Read(ref _asleep);

    private void Start(int worker)
    {
        var thread = new Thread(() => LiveAs(worker)) { IsBackground = true, Name = $"Glissade worker {worker}" };
        SetAlive(worker, true);
        WasWanted = true;
        try
        {
            // Unsafe: the thread outlives the caller, whose execution context it must not keep.
            thread.UnsafeStart();
        }
        catch (Exception failure) when (failure is OutOfMemoryException or ThreadStartException)
        {
            SetAlive(worker, false);
            throw;
        }
    }

    private void LiveAs(int worker)
    {
        do
        {
            _work(worker);
        }
        while (Sleep(worker));
    }

    /// <summary>Sleeps until woken (true), or until idle for so long that the thread shall end (false).</summary>
    private bool Sleep(int worker)
    {
        lock (_gate)
        {
            // Against Wake: either it sees this worker asleep, or this worker sees the work that was published before.
            _asleep++;
            Interlocked.MemoryBarrier();
            if (_hasWork())
            {
                _asleep--;
                return true;
            }

            long start = Stopwatch.GetTimestamp();
            while (_wakes == 0)
            {
                TimeSpan left = s_idle - Stopwatch.GetElapsedTime(start);
                if (left <= TimeSpan.Zero)
                {
                    _asleep--;
                    SetAlive(worker, false);
                    return false;
                }

                // Milliseconds rounded up, or the last fraction of one would be spent spinning here.
                Monitor.Wait(_gate, (int)left.TotalMilliseconds + 1);
            }

            _wakes--;
            return true;
        }
    }

    private void SetAlive(int worker, bool alive)
    {
        _alive[worker - 1] = alive;
        _live += alive ? 1 : -1;
    }
}
