using Sluice.S3.Endpoints;

namespace Sluice.S3.Operations;

/// <summary>Where a listing goes on when the store gives no token of version 2. Callers carry it as a token.</summary>
/// <param name="Kind">What it was made from.</param>
/// <param name="Key">Names behind this one are wanted.</param>
internal readonly record struct ListCursor(ListCursorKind Kind, ObjectKey Key)
{
    // No store's token begins so: a page with one that does is refused.
    const string Scheme = "sluice-";

    static readonly string[] Schemes = [Scheme + "marker:", Scheme + "after:", Scheme + "check:"];

    /// <summary>True when it was made from the names of a page: only a page that lies behind it shows that the store goes on there.</summary>
    public bool IsDerived => Kind is ListCursorKind.After or ListCursorKind.Check;

    /// <summary>True for a token that could be taken for one of ours.</summary>
    public static bool IsLike(string token) => token.StartsWith(Scheme, StringComparison.Ordinal);

    /// <summary>The cursor in a token; of the kind <see cref="ListCursorKind.Token"/> for a store's own.</summary>
    public static ListCursor From(string? token)
    {
        for (int kind = 0; token is not null && kind < Schemes.Length; kind++)
            if (token.StartsWith(Schemes[kind], StringComparison.Ordinal) && UriEncoding.TryDecode(token.AsSpan(Schemes[kind].Length), plusIsSpace: false, out byte[]? key))
                return new ListCursor(ListCursorKind.Marker + kind, new ObjectKey(key));
        return default;
    }

    /// <summary>The cursor as a token.</summary>
    public string ToToken() => Schemes[Kind - ListCursorKind.Marker] + UriEncoding.Encode(Key.Bytes);
}
