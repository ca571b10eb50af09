namespace Sluice.Jobs;

/// <summary>Reads ahead of whoever takes what is read.</summary>
internal static class ReadAhead
{
    /// <summary>What is read at once: memory is bounded by what so many reads give.</summary>
    public const int AtOnce = 16;

    /// <summary>What was read of each item, in the order of the items. What a read throws is thrown in its turn; nothing is read any more once the enumeration has ended.</summary>
    /// <param name="items">Taken as there is room.</param>
    /// <param name="read">Reads one, on another thread.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="room">Shared with others that read ahead at the same time: what is read beside the first in turn takes a place of it. Null for <see cref="AtOnce"/> places of its own.</param>
    public static IEnumerable<TResult> InOrder<TItem, TResult>(IEnumerable<TItem> items, Func<TItem, CancellationToken, TResult> read, CancellationToken cancellationToken, SemaphoreSlim? room = null)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Queue<Task<TResult>> begun = new(AtOnce);
        room ??= new SemaphoreSlim(AtOnce - 1);
        try
        {
            foreach (TItem item in items)
            {
                // Whoever has begun none needs no place: nobody waits for another one's.
                while (begun.Count > 0 && !room.Wait(0, CancellationToken.None))
                    yield return Next();
                // Requests block: threads of the pool would begin one by one.
                begun.Enqueue(Task.Factory.StartNew(() => read(item, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
            }
            while (begun.Count > 0)
                yield return Next();
        }
        finally
        {
            stop.Cancel();
            foreach (Task<TResult> left in begun)
                ((IAsyncResult)left).AsyncWaitHandle.WaitOne();
            if (begun.Count > 1)
                room.Release(begun.Count - 1);
        }

        // All but the first hold a place.
        TResult Next()
        {
            Task<TResult> first = begun.Dequeue();
            if (begun.Count > 0)
                room.Release();
            return first.GetAwaiter().GetResult();
        }
    }
}
