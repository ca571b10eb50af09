namespace Sluice.Pacing;

/// <summary>
/// Lets so many tokens through per second, in the order in which they were asked for: a token bucket that may be overdrawn by
/// one grant. Of those who wait only the first looks at the clock, at most 200 times a second, and serves all whose turn it is:
/// timers would run on the thread pool, whose threads spin before they sleep (16 times the context switches, measured). Over
/// any time T it grants at most rate * (T + 0.15 s) and one grant, and over a long time exactly the rate while somebody asks and
/// is woken in time. Safe for many threads.
/// </summary>
/// <param name="clock">The clock.</param>
/// <param name="leastGrant">Tokens that a grant of pieces has at the least, if as many were asked for.</param>
internal sealed class TokenBucket(TimeProvider clock, int leastGrant)
{
    // What nobody asked for is kept this long: a thread that gets the processor late loses little of the rate.
    // Over 4 s it makes less than 5 %.
    const double KeptSeconds = 0.15;

    // The length of a piece: many connections take turns often enough to look even.
    const double PieceSeconds = 0.02;

    // Shorter sleeps would be all wake-ups; what becomes free meanwhile is granted together.
    static readonly TimeSpan ShortestSleep = TimeSpan.FromMilliseconds(5);

    // Also how late a change of the timetable may be seen.
    static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(1);

    readonly Lock _gate = new();
    // Guarded by _gate.
    readonly LinkedList<Waiter> _waiting = new();
    RateSchedule? _schedule;
    double _rate = double.PositiveInfinity;
    double _balance;
    long _filledAt = clock.GetTimestamp();
    long _lookedAt;
    bool _mustLook;
    TimeSpan _paced;
    long _pacedSince;

    /// <summary>What holds; null for no limit, which costs nothing.</summary>
    public RateSchedule? Schedule
    {
        get => Volatile.Read(ref _schedule);
        set
        {
            lock (_gate)
            {
                // What was earned until now was earned at the old rate.
                FillLocked();
                Volatile.Write(ref _schedule, value);
                _mustLook = true;
                FillLocked();
                ServeLocked();
            }
        }
    }

    /// <summary>Time during which somebody waited.</summary>
    public TimeSpan Paced
    {
        get
        {
            if (Schedule is null && _paced == default)
                return default;
            lock (_gate)
                return _waiting.Count == 0 ? _paced : _paced + clock.GetElapsedTime(_pacedSince);
        }
    }

    /// <summary>Waits for at most <paramref name="most"/> tokens, a piece of the rate; how many, or 0 when the caller gave up.</summary>
    public int TakePiece(int most, CancellationToken cancellationToken) => Schedule is null ? most : Take(most, inPieces: true, cancellationToken);

    /// <summary>Waits for all of them; false when the caller gave up.</summary>
    public bool Take(int count, CancellationToken cancellationToken) => Schedule is null || Take(count, inPieces: false, cancellationToken) == count;

    /// <summary>Gives back what was granted and not used.</summary>
    public void Return(int count)
    {
        if (count == 0 || Schedule is null)
            return;
        lock (_gate)
        {
            FillLocked();
            _balance += count;
            ServeLocked();
        }
    }

    int Take(int count, bool inPieces, CancellationToken cancellationToken)
    {
        if (count == 0)
            return 0;
        Waiter self = Waiter.OfThread;
        lock (_gate)
        {
            FillLocked();
            if (inPieces && double.IsFinite(_rate))
                count = (int)Math.Min(count, Math.Max(leastGrant, _rate * PieceSeconds));
            if (_waiting.Count == 0 && MayGrant)
            {
                SpendLocked(count);
                return count;
            }
            self.Begin(this, count);
            _waiting.AddLast(self.Node);
            if (_waiting.Count == 1)
            {
                _pacedSince = clock.GetTimestamp();
                SleepLocked();
            }
        }
        using (cancellationToken.UnsafeRegister(static waiter => ((Waiter)waiter!).Cancel(), self))
            return self.Wait(clock) ? count : 0;
    }

    bool MayGrant => _balance >= 0;

    void Wake()
    {
        lock (_gate)
        {
            FillLocked();
            ServeLocked();
        }
    }

    void Remove(Waiter waiter)
    {
        lock (_gate)
        {
            if (waiter.Node.List is null)
                return;
            LeaveLocked(waiter);
            waiter.End(granted: false);
            if (_waiting.Count > 0)
                SleepLocked();
        }
    }

    void ServeLocked()
    {
        if (_waiting.Count == 0)
            return;
        while (MayGrant && _waiting.First is { } first)
        {
            SpendLocked(first.Value.Count);
            LeaveLocked(first.Value);
            first.Value.End(granted: true);
        }
        if (_waiting.Count > 0)
            SleepLocked();
    }

    // While there is no limit, as at some hours of a timetable, nothing is owed.
    void SpendLocked(int count)
    {
        if (double.IsFinite(_rate))
            _balance -= count;
    }

    void LeaveLocked(Waiter waiter)
    {
        _waiting.Remove(waiter.Node);
        if (_waiting.Count == 0)
            _paced += clock.GetElapsedTime(_pacedSince);
    }

    void SleepLocked()
    {
        TimeSpan needed = TimeSpan.FromSeconds(Math.Min(LongestSleep.TotalSeconds, -_balance / _rate));
        TimeSpan sleep = needed > ShortestSleep ? needed : ShortestSleep;
        _waiting.First!.Value.SleepFor(sleep);
    }

    void FillLocked()
    {
        long now = clock.GetTimestamp();
        if (double.IsFinite(_rate))
            _balance = Math.Min(_rate * KeptSeconds, _balance + clock.GetElapsedTime(_filledAt, now).TotalSeconds * _rate);
        _filledAt = now;
        if (!_mustLook && clock.GetElapsedTime(_lookedAt, now) < LongestSleep)
            return;
        _mustLook = false;
        _lookedAt = now;
        double rate = _schedule?.At(clock.GetLocalNow().DateTime) ?? double.PositiveInfinity;
        if (rate == _rate)
            return;
        _rate = rate;
        // Nothing is saved up for, and no more is owed than, a moment of the new rate.
        _balance = double.IsFinite(rate) ? Math.Clamp(_balance, -rate * KeptSeconds, 0) : 0;
    }

    /// <summary>A thread that waits; it waits for one thing at a time, so there is one for each.</summary>
    sealed class Waiter
    {
        [ThreadStatic]
        static Waiter? _ofThread;

        readonly object _signal = new();
        TokenBucket? _bucket;
        // Guarded by _signal.
        bool _ended;
        bool _granted;
        bool _hasNews;
        TimeSpan _sleep;

        Waiter() => Node = new LinkedListNode<Waiter>(this);

        public static Waiter OfThread => _ofThread ??= new Waiter();

        public LinkedListNode<Waiter> Node { get; }

        public int Count { get; private set; }

        public void Begin(TokenBucket bucket, int count) => (_bucket, Count, _ended, _granted, _sleep) = (bucket, count, false, false, Timeout.InfiniteTimeSpan);

        public void Cancel() => _bucket!.Remove(this);

        public void End(bool granted) => Tell(ended: true, granted, Timeout.InfiniteTimeSpan);

        /// <summary>It is the first, and looks at the bucket again in so long.</summary>
        public void SleepFor(TimeSpan sleep) => Tell(ended: false, granted: false, sleep);

        public bool Wait(TimeProvider clock)
        {
            while (true)
            {
                lock (_signal)
                {
                    if (_ended)
                        return _granted;
                    if (!Sleep(clock, _sleep))
                        continue;
                }
                _bucket!.Wake();
            }
        }

        void Tell(bool ended, bool granted, TimeSpan sleep)
        {
            lock (_signal)
            {
                (_ended, _granted, _sleep, _hasNews) = (ended, granted, sleep, true);
                Monitor.Pulse(_signal);
            }
        }

        // True when the time is over, false when there is news.
        bool Sleep(TimeProvider clock, TimeSpan sleep)
        {
            _hasNews = false;
            if (sleep == Timeout.InfiniteTimeSpan || clock == TimeProvider.System)
                return !Monitor.Wait(_signal, sleep) && !_hasNews;
            // A clock of its own wakes by timers, which some of them fire at once.
            bool isOver = false;
            using ITimer timer = clock.CreateTimer(_ =>
            {
                lock (_signal)
                {
                    isOver = true;
                    Monitor.Pulse(_signal);
                }
            }, null, sleep, Timeout.InfiniteTimeSpan);
            while (!isOver && !_hasNews)
                Monitor.Wait(_signal);
            return !_hasNews;
        }
    }
}
