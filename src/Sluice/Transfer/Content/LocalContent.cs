using Sluice.Engine;
using Sluice.Engine.Memory;
using Sluice.Failures;
using Sluice.S3.Checksums;
using Sluice.Transfer.Items;
using Sluice.Transfer.Preserving;
using Sluice.Transfer.Uploads;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Content;

/// <summary>The bytes of a file. A checksum is taken from the cache when the file is the very one it was computed from.</summary>
/// <param name="comparison">The run's comparisons.</param>
/// <param name="path">The file.</param>
/// <param name="size">Its bytes, as listed.</param>
/// <param name="isLink">The path is a symbolic link, and its bytes are its target's name.</param>
/// <param name="item">The transfer that the comparison is a part of.</param>
/// <param name="worker">The worker that runs the step.</param>
internal sealed class LocalContent(ContentComparison comparison, string path, long size, bool isLink, ItemTransfer item, Worker worker) : ItemContent
{
    // What was computed for this comparison: a second question about the same bytes reads nothing.
    (ContentRecipe Recipe, ObjectChecksum Value)? _last;

    /// <inheritdoc/>
    public override ItemFailure? Learn() => null;

    /// <inheritdoc/>
    public override bool Insists(ContentClaim claim) => false;

    /// <inheritdoc/>
    public override ObjectChecksum? Known(ContentRecipe recipe) =>
        _last is { } last && last.Recipe == recipe ? last.Value
        : !isLink && comparison.Cache is { } cache && FileStatus.From(path) is { Kind: FileKind.File } status && status.Length == size ? cache.Find(path, status, recipe) : null;

    /// <inheritdoc/>
    public override ItemFailure? Compute(ContentRecipe recipe, out ObjectChecksum value)
    {
        if (_last is { } last && last.Recipe == recipe)
        {
            value = last.Value;
            return null;
        }
        ItemFailure? failure = ComputeAnew(recipe, out value);
        _last = failure is null ? (recipe, value) : null;
        return failure;
    }

    ItemFailure? ComputeAnew(ContentRecipe recipe, out ObjectChecksum value)
    {
        value = default;
        if (isLink)
            return ComputeLink(recipe, out value);
        DateTimeOffset begin = comparison.Clock.GetUtcNow();
        FileStatus before = FileStatus.From(path);
        if (before.Kind == FileKind.File && before.Length != size && !(comparison.MayGrow && before.Length > size))
            return ItemFailure.Changed($"{DisplayText.Of(path)}: The file had {size:N0} bytes when it was listed and has {before.Length:N0} now.");
        bool isWhole = before.Length == size;
        if (before.Kind == FileKind.File && isWhole && comparison.Cache?.Find(path, before, recipe) is { } known)
        {
            value = known;
            return null;
        }
        if (Read(recipe, out value) is { } unreadable)
            return unreadable;
        // Only what was the same before and after it was read may be remembered.
        if (comparison.Cache is { } cache && before.Kind == FileKind.File && isWhole && before == FileStatus.From(path))
            cache.Add(path, before, recipe, value, begin);
        return null;
    }

    ItemFailure? ComputeLink(ContentRecipe recipe, out ObjectChecksum value)
    {
        value = default;
        if (LinkText.Read(path) is not { } text)
            return ItemFailure.Changed($"{DisplayText.Of(path)}: No symbolic link any more, or one whose target is not valid UTF-8.");
        using ContentHasher hasher = new(recipe, item.Run, worker, new byte[text.Length], text.Length);
        for (int at = 0, count; at < text.Length; at += count)
        {
            Span<byte> next = hasher.Next;
            count = Math.Min(next.Length, text.Length - at);
            text.AsSpan(at, count).CopyTo(next);
            hasher.Append(count);
        }
        value = hasher.Finish();
        return null;
    }

    ItemFailure? Read(ContentRecipe recipe, out ObjectChecksum value)
    {
        value = default;
        using BufferLease lease = item.Run.Memory.Reserve(item.Run.ChunkSize, item.Run.Token);
        if (SourceFile.Open(path, out SourceFile? opened) is { } unreadable)
            return ItemFailure.From(unreadable);
        using SourceFile file = opened!;
        comparison.CountFile();
        comparison.BeginRead(item, IsLeft, size);
        using ContentHasher hasher = new(recipe, item.Run, worker, lease.Memory, size);
        try
        {
            // As far as it was listed: what grows may grow on.
            for (long at = 0; at < size && RandomAccess.Read(file.Handle, hasher.Next[..(int)Math.Min(hasher.Next.Length, size - at)], at) is > 0 and int count; at += count)
            {
                if (item.IsGivenUp)
                    throw new OperationCanceledException();
                hasher.Append(count);
                comparison.CountRead(item, IsLeft, count);
            }
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            return ItemFailure.From(exception, path);
        }
        value = hasher.Finish();
        if (comparison.MayGrow && file.Length >= size && (file.Length > size || file.HasGrown))
            return null;
        return ItemFailure.From(file.Change()) ?? (file.Length != size ? ItemFailure.Changed($"{DisplayText.Of(path)}: The file is another one than was listed.") : null);
    }
}
