namespace Sluice.Administration.Documents;

/// <summary>What a field of a document holds.</summary>
internal enum FieldKind
{
    Text,
    Number,
    Flag,
    /// <summary>A time (ISO 8601), or a date.</summary>
    Time,
    /// <summary>Fields of its own.</summary>
    Fields,
}
