using Sluice.Benchmarking.TestObjects;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Transfer.Copying;
using Sluice.Transfer.Items;
using Sluice.Transfer.Removing;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Benchmarking.Work;

/// <summary>Gets, puts, stats and deletes in given shares, in an order that a seed decides. Each delete takes an object that an earlier round has put.</summary>
internal sealed class MixedWork : BenchWork
{
    readonly BenchMix _mix;
    readonly int _seed;
    readonly S3Client _client;
    readonly IReadOnlyList<ObjectSource> _objects;
    readonly TestObjectSet _put;
    readonly Queue<int> _deletable = new();
    int _nextPut;

    /// <summary>Mixed work.</summary>
    /// <param name="mix">The shares.</param>
    /// <param name="seed">Decides the order.</param>
    /// <param name="client">The store.</param>
    /// <param name="objects">What is got and looked at; their number is that of a round's operations.</param>
    /// <param name="put">What is put; as many as <see cref="FirstPuts"/> are there already.</param>
    public MixedWork(BenchMix mix, int seed, S3Client client, IReadOnlyList<ObjectSource> objects, TestObjectSet put)
    {
        (_mix, _seed, _client, _objects, _put) = (mix, seed, client, objects, put);
        while (_nextPut < FirstPuts(mix, objects.Count))
            _deletable.Enqueue(_nextPut++);
    }

    /// <inheritdoc/>
    public override long Objects => _objects.Count;

    /// <summary>Objects that the first round's deletes need.</summary>
    public static int FirstPuts(BenchMix mix, int operations) => Shares(mix, operations)[3];

    /// <inheritdoc/>
    public override Failure? Produce(Round round)
    {
        TransferContext run = round.Run;
        FileTransferFactory nowhere = new(run, new LocalTree(LocalLocation.Null.Path, keepsLinks: false) { Given = LocalLocation.Null }, isDirectory: false, dryRun: false);
        int firstPut = _nextPut, next = 0;
        round.IsComplete = true;
        foreach (char operation in Order(_mix, _objects.Count, _seed, round.Number))
        {
            ObjectSource source = _objects[next++];
            // A round that the end of the warm-up cut short has put less than this one is to delete.
            if (operation == 'd' && _deletable.Count == 0)
                continue;
            if (!round.TryBegin(operation switch { 'g' => source.Size, 'p' => _put.Size, _ => 0 })
                || !round.Offer(Make(operation, source, run, nowhere)))
            {
                round.IsComplete = false;
                break;
            }
        }
        for (; firstPut < _nextPut; firstPut++)
            _deletable.Enqueue(firstPut);
        return null;
    }

    /// <summary>The operations of a round: g, p, s and d.</summary>
    internal static char[] Order(BenchMix mix, int operations, int seed, int round)
    {
        int[] shares = Shares(mix, operations);
        char[] order = [.. Enumerable.Range(0, 4).SelectMany(at => Enumerable.Repeat("gpsd"[at], shares[at]))];
        // A seeded Random gives the same numbers in every version of .NET (System.Random, remarks).
        new Random(unchecked((seed * 31) + round)).Shuffle(order);
        return order;
    }

    // By largest remainder (Hamilton's method), so that the shares add up.
    static int[] Shares(BenchMix mix, int operations)
    {
        int[] wanted = [mix.Get, mix.Put, mix.Stat, mix.Delete];
        long all = wanted.Sum(static share => (long)share);
        int[] shares = [.. wanted.Select(share => (int)(share * (long)operations / all))];
        foreach (int at in Enumerable.Range(0, 4).OrderByDescending(at => wanted[at] * (long)operations % all).Take(operations - shares.Sum()))
            shares[at]++;
        // A round must not delete more than one has put.
        int excess = Math.Max(0, shares[3] - shares[1]);
        shares[3] -= excess;
        shares[1] += excess;
        return shares;
    }

    WorkItem? Make(char operation, ObjectSource source, TransferContext run, FileTransferFactory nowhere) => operation switch
    {
        'g' => nowhere.Make(source, source.Key.Bytes),
        'p' => _put.Upload(run, _nextPut++),
        's' => new NamedObject(run, PlaceOf(source), source.Key.Memory, found => EndStat(run, source, found)),
        _ => new RemoveBatch(run, _client, _put.Below, [new(_put.KeyOf(_deletable.Dequeue()))]) { LooksBack = false },
    };

    static S3Tree PlaceOf(ObjectSource source) => new(() => source.Client, source.Location with { Key = ObjectKey.Empty, IsLiteral = true }) { Given = source.Location, NameStart = 0 };

    static void EndStat(TransferContext run, ObjectSource source, TreeEntry now)
    {
        // What was found is not moved.
        run.Ledger.Spared(Math.Max(0, now.Size ?? 0));
        run.Ledger.Ended(OutcomeKind.Done, 0, Verification.Size, (run.Ledger.Operation, source), static stat => new ItemOutcome
        {
            Kind = OutcomeKind.Done,
            Operation = stat.Operation,
            From = stat.source.Location,
            Status = 200,
        });
    }
}
