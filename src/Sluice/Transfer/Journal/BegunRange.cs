namespace Sluice.Transfer.Journal;

/// <summary>A range of a download that was under way.</summary>
/// <param name="Begun">Its first bytes, which are in the file, and their checksum.</param>
/// <param name="Length">Bytes of the whole range.</param>
internal readonly record struct BegunRange(JournalPart Begun, long Length);
