using Sluice.S3;

namespace Sluice.Inventories.Rows;

/// <summary>The objects of one data file, one after another. What is no latest version, and delete markers, are passed over. Throws <see cref="InvalidDataException"/> for what is no row.</summary>
internal abstract class RowReader : IDisposable
{
    /// <summary>The next object; false at the end.</summary>
    public abstract bool TryNext(out ListedObject row);

    /// <inheritdoc/>
    public abstract void Dispose();

    // Listings have entity tags in quotes.
    /// <summary>An entity tag as listings have it.</summary>
    protected static string? Quoted(string? etag) => etag is not { Length: > 0 } ? null : etag[0] == '"' ? etag : $"\"{etag}\"";
}
