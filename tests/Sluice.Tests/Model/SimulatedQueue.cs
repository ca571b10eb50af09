namespace Sluice.Tests.Model;

/// <summary>A standard queue in virtual time, as SQS describes one: messages come at least once and in any order, are hidden while they are received, some come late, and some never.</summary>
internal sealed class SimulatedQueue(VirtualTime time, double trouble)
{
    readonly Dictionary<long, Message> _all = [];
    readonly PriorityQueue<(long Message, int Version), long> _due = new();
    // Until when each receipt was told that its message is nobody else's.
    readonly Dictionary<string, long> _promised = new(StringComparer.Ordinal);
    long _last;

    /// <summary>Requests that came, a batch of ten as one.</summary>
    public long Requests { get; private set; }

    /// <summary>Messages that were lost, came twice, and came late.</summary>
    public (int Lost, int Doubled, int Late) Trouble { get; private set; }

    /// <summary>Takes ten messages at most.</summary>
    public bool Send(IEnumerable<string> bodies)
    {
        Requests++;
        foreach (string body in bodies)
        {
            if (Draw())
            {
                Trouble = Trouble with { Lost = Trouble.Lost + 1 };
                continue;
            }
            bool isTwice = Draw(), isLate = Draw();
            Trouble = Trouble with { Doubled = Trouble.Doubled + (isTwice ? 1 : 0), Late = Trouble.Late + (isLate ? 1 : 0) };
            Add(body, isLate ? TimeSpan.FromMinutes(5) * time.Random.NextDouble() : default);
            if (isTwice)
                Add(body, TimeSpan.FromMinutes(5) * time.Random.NextDouble());
        }
        return true;
    }

    /// <summary>Gives one that is nobody's; null for none.</summary>
    /// <param name="visibility">For how many seconds it is nobody else's.</param>
    /// <param name="isPoll">It is a request that waits already.</param>
    public (string Body, string Receipt, int Receipts)? Receive(int visibility, bool isPoll = false)
    {
        Requests += isPoll ? 0 : 1;
        while (_due.TryPeek(out (long Message, int Version) next, out long due) && due <= time.Now)
        {
            _due.Dequeue();
            if (!_all.TryGetValue(next.Message, out Message? message) || message.Version != next.Version)
                continue;
            message.Receipts++;
            // Now and then it is given to two.
            Hide(next.Message, message, Draw() ? default : TimeSpan.FromSeconds(visibility));
            string receipt = FormattableString.Invariant($"{next.Message}/{message.Receipts}");
            _promised[receipt] = time.Now + TimeSpan.FromSeconds(visibility).Ticks;
            return (message.Body, receipt, message.Receipts);
        }
        return null;
    }

    /// <summary>Hides one longer; false where it was received again, or is gone.</summary>
    public bool Extend(string receipt, int visibility)
    {
        Requests++;
        if (Find(receipt) is not var (number, message))
            return false;
        Hide(number, message, TimeSpan.FromSeconds(visibility));
        _promised[receipt] = time.Now + TimeSpan.FromSeconds(visibility).Ticks;
        return true;
    }

    /// <summary>True while whoever has this receipt was told that the message is nobody else's, whatever else the queue has done with it.</summary>
    public bool IsPromised(string receipt) => _promised.GetValueOrDefault(receipt) > time.Now;

    /// <summary>Removes one; nothing happens where it was received again.</summary>
    public bool Delete(string receipt)
    {
        Requests++;
        return Find(receipt) is var (number, _) && _all.Remove(number);
    }

    /// <summary>How many there are, about.</summary>
    public long Count()
    {
        Requests++;
        return time.Random.Next(4) == 0 ? (long)(_all.Count * time.Random.NextDouble()) : _all.Count;
    }

    bool Draw() => time.Random.NextDouble() < trouble;

    void Add(string body, TimeSpan later)
    {
        _all[++_last] = new Message(body);
        Hide(_last, _all[_last], later);
    }

    void Hide(long number, Message message, TimeSpan later) => _due.Enqueue((number, ++message.Version), time.Now + later.Ticks);

    (long Number, Message Message)? Find(string receipt)
    {
        string[] parts = receipt.Split('/');
        long number = long.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture);
        return _all.TryGetValue(number, out Message? message) && parts[1] == message.Receipts.ToString(System.Globalization.CultureInfo.InvariantCulture) ? (number, message) : null;
    }

    sealed class Message(string body)
    {
        public string Body => body;
        public int Receipts { get; set; }
        public int Version { get; set; }
    }
}
