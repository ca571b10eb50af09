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
    public static IEnumerable<TResult> InOrder<TItem, TResult>(IEnumerable<TItem> items, Func<TItem, CancellationToken, TResult> read, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Queue<Task<TResult>> begun = new(AtOnce);
        try
        {
            foreach (TItem item in items)
            {
                // Requests block: threads of the pool would begin one by one.
                begun.Enqueue(Task.Factory.StartNew(() => read(item, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
                if (begun.Count == AtOnce)
                    yield return begun.Dequeue().GetAwaiter().GetResult();
            }
            while (begun.Count > 0)
                yield return begun.Dequeue().GetAwaiter().GetResult();
        }
        finally
        {
            stop.Cancel();
            foreach (Task<TResult> left in begun)
                ((IAsyncResult)left).AsyncWaitHandle.WaitOne();
        }
    }
}
