using Sluice.S3;

namespace Sluice.Probing;

/// <summary>A header, or with a question mark in front a parameter of the query.</summary>
/// <param name="Name">In lower case; parameters as S3 spells them.</param>
/// <param name="Value">Not encoded.</param>
internal readonly record struct ProbeField(string Name, ObjectKey Value)
{
    /// <summary>Of text.</summary>
    public static implicit operator ProbeField((string Name, string Value) field) => new(field.Name, new ObjectKey(field.Value));

    /// <summary>Of bytes.</summary>
    public static implicit operator ProbeField((string Name, ObjectKey Value) field) => new(field.Name, field.Value);
}
