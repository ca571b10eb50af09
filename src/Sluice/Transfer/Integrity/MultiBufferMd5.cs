using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sluice.Engine;
using Sluice.S3.Checksums;

namespace Sluice.Transfer.Integrity;

/// <summary>
/// Computes the MD5s of bodies that are received at the same time together. Each leaves the bytes that it has received here and
/// receives on; whoever needs its own computed takes those of up to seven others along, for nearly the same time. Safe for
/// many threads.
/// </summary>
internal sealed class MultiBufferMd5(Gate? gate = null)
{
    /// <summary>A shorter body has ended before others have anything to add: one message takes as long as eight.</summary>
    public const int ShortestBody = 32 << 10;

    readonly Gate _gate = gate ?? new Gate();

    // Guarded by _gate: messages with bytes that nobody computes yet, the oldest first.
    readonly List<Md5Message> _left = [];
    int _waiting;

    /// <summary>True where a body of this length gains by it.</summary>
    public static bool IsWorth(long length) => Md5Rounds.IsSupported && length >= ShortestBody;

    /// <summary>Leaves the bytes of a message for whoever comes.</summary>
    public void Leave(Md5Message message)
    {
        using (_gate.Enter())
            _left.Add(message);
    }

    /// <summary>
    /// Computes what a message has left, unless another thread has. False when nothing of it was computed so far and there are no
    /// others to take along: nothing is computed then, and nothing left any more.
    /// </summary>
    public bool TryCompute(Md5Message message)
    {
        LetOthersCome();
        Crew crew = default;
        int count = 1;
        crew[0] = message;
        using (_gate.Enter())
        {
            WaitLocked(message);
            if (!_left.Remove(message))
                return true;
            if (_left.Count == 0 && message.IsUndecided)
                return false;
            count += Math.Min(_left.Count, Md5Rounds.Lanes - 1);
            for (int other = 1; other < count; other++)
                crew[other] = _left[other - 1];
            _left.RemoveRange(0, count - 1);
            foreach (Md5Message member in crew[..count])
                member.IsTaken = true;
        }
        Compute(crew[..count]);
        using (_gate.Enter())
        {
            foreach (Md5Message member in crew[..count])
            {
                member.IsTaken = false;
                if (member.Blocks > 0)
                    _left.Add(member);
            }
            if (_waiting > 0)
                _gate.PulseAll();
        }
        return true;
    }

    /// <summary>Takes back what a message has left: its bytes may change once this returns.</summary>
    public void Withdraw(Md5Message message)
    {
        using (_gate.Enter())
        {
            WaitLocked(message);
            _left.Remove(message);
        }
    }

    // Threads that could run go first as long as they bring more: yielding returns at once when there are none. On one processor
    // nobody would meet otherwise, for a thread whose bytes are here already runs until it needs its own computed.
    void LetOthersCome()
    {
        for (int before = 0; ;)
        {
            int now;
            using (_gate.Enter())
                now = _left.Count;
            if (now >= Md5Rounds.Lanes || now <= before)
                return;
            before = now;
            Thread.Yield();
        }
    }

    void WaitLocked(Md5Message message)
    {
        while (message.IsTaken)
        {
            _waiting++;
            _gate.Wait();
            _waiting--;
        }
    }

    // Until the first one has nothing left. Lanes without a message, or whose message has none left, repeat the first one's bytes.
    static void Compute(Span<Md5Message> crew)
    {
        Span<uint> states = stackalloc uint[Md5Rounds.StateWords * Md5Rounds.Lanes];
        while (crew[0].Blocks > 0)
        {
            int blocks = crew[0].Blocks;
            for (int lane = 0; lane < crew.Length; lane++)
            {
                if (crew[lane].Blocks > 0)
                    blocks = Math.Min(blocks, crew[lane].Blocks);
                crew[lane].Load(states, lane);
            }
            Md5Rounds.Append(states, blocks, ref Bytes(crew, 0), ref Bytes(crew, 1), ref Bytes(crew, 2), ref Bytes(crew, 3), ref Bytes(crew, 4), ref Bytes(crew, 5), ref Bytes(crew, 6), ref Bytes(crew, 7));
            for (int lane = 0; lane < crew.Length; lane++)
                if (crew[lane].Blocks > 0)
                    crew[lane].Store(states, lane, blocks);
        }
    }

    static ref byte Bytes(Span<Md5Message> crew, int lane) => ref MemoryMarshal.GetReference(lane < crew.Length && crew[lane].Blocks > 0 ? crew[lane].Left : crew[0].Left);

    [InlineArray(Md5Rounds.Lanes)]
    struct Crew
    {
        Md5Message _first;
    }
}
