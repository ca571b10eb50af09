using Sluice.S3;

namespace Sluice.Endpoint.Storage;

/// <summary>What one page of a listing asks for.</summary>
/// <param name="Prefix">Only keys that begin with it.</param>
/// <param name="Delimiter">Keys that have it behind the prefix are rolled up to what ends with it; empty for none.</param>
/// <param name="After">Only keys behind this one.</param>
/// <param name="AfterIsPrefix">The last page ended with the common prefix <paramref name="After"/>: everything below it is behind us too.</param>
/// <param name="Limit">Keys and common prefixes together.</param>
readonly record struct ListingQuery(ObjectKey Prefix, ObjectKey Delimiter, ObjectKey After, bool AfterIsPrefix, int Limit);
