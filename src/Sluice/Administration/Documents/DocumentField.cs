namespace Sluice.Administration.Documents;

/// <summary>A field of a document: its name in JSON, as aws-cli and the SDKs have it, and its element in XML.</summary>
/// <param name="Name">Its name in JSON.</param>
/// <param name="Element">Its element.</param>
/// <param name="Kind">What it holds.</param>
internal sealed record DocumentField(string Name, string Element, FieldKind Kind)
{
    /// <summary>The fields below it.</summary>
    public IReadOnlyList<DocumentField> Fields { get; init; } = [];

    /// <summary>The words that it may be; empty for any.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>A document without it is none.</summary>
    public bool IsRequired { get; init; }

    /// <summary>It comes many times: a list in JSON.</summary>
    public bool IsList { get; init; }

    /// <summary>The element of each member, where the list has an element around it; null where the members stand side by side.</summary>
    public string? Member { get; init; }

    /// <summary>The least number.</summary>
    public long Least { get; init; }

    /// <summary>It is an attribute of its parent in XML: the type of a grantee.</summary>
    public bool IsAttribute { get; init; }

    /// <summary>The same, but a document must have it.</summary>
    public DocumentField Required => this with { IsRequired = true };

    public static DocumentField Text(string name, params string[] words) => new(name, name, FieldKind.Text) { Words = words };

    public static DocumentField Number(string name, long least = 0) => new(name, name, FieldKind.Number) { Least = least };

    public static DocumentField Flag(string name) => new(name, name, FieldKind.Flag);

    public static DocumentField Time(string name) => new(name, name, FieldKind.Time);

    public static DocumentField Of(string name, params DocumentField[] fields) => new(name, name, FieldKind.Fields) { Fields = fields };

    /// <summary>Members side by side, each with fields.</summary>
    public static DocumentField List(string name, string element, params DocumentField[] fields) => new(name, element, FieldKind.Fields) { Fields = fields, IsList = true };

    /// <summary>Texts side by side.</summary>
    public static DocumentField Texts(string name, string element, params string[] words) => new(name, element, FieldKind.Text) { IsList = true, Words = words };

    /// <summary>Members within an element of their own.</summary>
    public static DocumentField Wrapped(string name, string member, params DocumentField[] fields) => new(name, name, FieldKind.Fields) { Fields = fields, IsList = true, Member = member };
}
