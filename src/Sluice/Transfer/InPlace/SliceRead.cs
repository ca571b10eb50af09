using System.Buffers;
using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.Copies;
using Sluice.Transfer.Downloads;
using Sluice.Transfer.Items;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Transfer.InPlace;

/// <summary>A part of one object is read into a stream.</summary>
internal sealed class SliceRead(TransferContext run, ObjectSource source, SliceReading slice) : SingleTransfer(run)
{
    // Lines are looked for in pieces that grow: the last ones of a log are near, and those of an object without line breaks far.
    const int FirstPiece = 64 << 10;
    const int LargestPiece = 4 << 20;

    delegate void Taker<TState>(TState state, ReadOnlySpan<byte> bytes);

    /// <inheritdoc/>
    public override Location From => source.Location;

    /// <inheritdoc/>
    public override Location? To => null;

    /// <inheritdoc/>
    protected override void Move(Worker worker)
    {
        if (SourceAttributes.Head(this, source, Run, worker, out ObjectInfo? info, wantsProof: false) is { } unread)
        {
            EndFailed(unread);
            return;
        }
        long size = info!.TotalLength;
        if (size < 0)
        {
            EndFailed(new ItemFailure(OutcomeKind.Failed, "UnknownSize", "The store does not say how large it is: where a part of it lies nobody knows."));
            return;
        }
        long first = slice.First ?? size - Math.Min(size, slice.LastBytes ?? 0), end = Math.Min(size, slice.Last is { } last && last < long.MaxValue ? last + 1 : size);
        if (slice.LastLines is { } lines && FindLines(worker, info, lines, out first) is { } lost)
        {
            EndFailed(lost);
            return;
        }
        if (slice.First is { } asked && asked >= size && !(asked == 0 && size == 0))
        {
            EndFailed(new ItemFailure(OutcomeKind.Failed, "InvalidRange", $"It has {size:N0} bytes, and the range begins at {asked:N0}."));
            return;
        }
        ItemFailure? failure = first < end ? Read(worker, info, new ByteRange(first, end - first), slice.Output, static (output, bytes) => output.Write(bytes)) : null;
        if (failure is null)
            EndDone(end > first ? end - first : 0, null, Verification.None);
        else
            EndFailed(failure);
    }

    // The offset behind the line break before the last so many lines. A line break at the very end begins no line.
    ItemFailure? FindLines(Worker worker, ObjectInfo info, long lines, out long first)
    {
        first = info.TotalLength;
        long breaks = 0, found = -1, at = info.TotalLength;
        for (int piece = FirstPiece; at > 0 && lines > 0 && found < 0; piece = Math.Min(LargestPiece, piece * 2))
        {
            int length = (int)Math.Min(piece, at);
            byte[] bytes = ArrayPool<byte>.Shared.Rent(length);
            try
            {
                int filled = 0;
                if (Read(worker, info, new ByteRange(at - length, length), 0, (_, more) =>
                {
                    more.CopyTo(bytes.AsSpan(filled));
                    filled += more.Length;
                }) is { } failure)
                    return failure;
                at -= length;
                for (int i = length - 1; i >= 0 && found < 0; i--)
                    if (bytes[i] == (byte)'\n' && at + i != info.TotalLength - 1 && ++breaks == lines)
                        found = at + i + 1;
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(bytes);
            }
        }
        first = lines == 0 ? info.TotalLength : Math.Max(0, found);
        return null;
    }

    ItemFailure? Read<TState>(Worker worker, ObjectInfo info, ByteRange range, TState state, Taker<TState> take)
    {
        using BodyFetch body = new(this, worker, source.Client, source.Get with { Range = range, IfMatch = info.ETag, ObjectSize = info.TotalLength, CustomerKey = Run.Request.SourceCustomerKey });
        if (body.Open(range.Length, info) is { } refused)
            return refused;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Run.ChunkSize);
        try
        {
            long length = 0;
            for (int count; length < range.Length && (count = body.Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, range.Length - length)))) > 0; length += count)
            {
                take(state, buffer.AsSpan(0, count));
                Run.CountMoved(count);
            }
            return body.Failure ?? (length == range.Length ? null : ItemFailure.Corrupt($"{range.Length:N0} bytes were expected and the store sent {length:N0}."));
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            return ItemFailure.From(exception, path: null);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
