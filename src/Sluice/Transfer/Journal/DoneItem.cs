namespace Sluice.Transfer.Journal;

/// <summary>An item that is done, as a journal remembers it.</summary>
/// <param name="Fingerprint">What it was: source and destination (<see cref="ItemIdentity"/>), and the time of the file that it became.</param>
/// <param name="Object">The object that it became: key, size and ETag; 0 for a file, and where the store told no ETag.</param>
internal readonly record struct DoneItem(UInt128 Fingerprint, UInt128 Object) : IComparable<DoneItem>
{
    /// <summary>By fingerprint, so that what is done can be searched.</summary>
    public int CompareTo(DoneItem other) => Fingerprint.CompareTo(other.Fingerprint);
}
