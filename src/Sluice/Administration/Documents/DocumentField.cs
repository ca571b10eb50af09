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

    /// <summary>The greatest number. Those of S3 have 32 bits (S3 API reference, "Integer"), but for sizes.</summary>
    public long Most { get; init; } = int.MaxValue;

    /// <summary>It is a list whose first member that fits counts, so that another order is another document.</summary>
    public bool IsOrdered { get; init; }

    /// <summary>It is a list whose members the store gives an id where the document has none.</summary>
    public bool IsNamedByStore { get; init; }

    /// <summary>It is an attribute of its parent in XML: the type of a grantee.</summary>
    public bool IsAttribute { get; init; }

    /// <summary>The header of a request and of an answer that carries it, beside the document; null where the document does.</summary>
    public string? Header { get; init; }

    /// <summary>What a store tells where it was not sent; null for nothing.</summary>
    public string? Default { get; init; }

    /// <summary>The field of a name below it; null when there is none.</summary>
    public DocumentField? Below(string name)
    {
        foreach (DocumentField field in Fields)
            if (field.Name == name)
                return field;
        return null;
    }

    /// <summary>The same, but a document must have it.</summary>
    public DocumentField Required => this with { IsRequired = true };

    /// <summary>The same, but with the first member that fits counting.</summary>
    public DocumentField Ordered => this with { IsOrdered = true };

    /// <summary>The same, but with ids from the store.</summary>
    public DocumentField NamedByStore => this with { IsNamedByStore = true };

    public static DocumentField Text(string name, params string[] words) => new(name, name, FieldKind.Text) { Words = words };

    public static DocumentField Number(string name, long least = 0, long most = int.MaxValue) => new(name, name, FieldKind.Number) { Least = least, Most = most };

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
