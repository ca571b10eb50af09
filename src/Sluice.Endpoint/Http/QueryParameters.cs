using System.Globalization;
using System.Text;
using Sluice.S3;

namespace Sluice.Endpoint.Http;

/// <summary>The query of a request, decoded once.</summary>
sealed class QueryParameters(IReadOnlyList<QueryParameter> all)
{
    public IReadOnlyList<QueryParameter> All { get; } = all;

    public bool Has(string name) => Find(name) is not null;

    public string? Text(string name) => Find(name) is { } value ? Encoding.UTF8.GetString(value) : null;

    public ObjectKey Key(string name) => Find(name) is { } value ? new ObjectKey(value) : ObjectKey.Empty;

    /// <summary>A number within a range; throws <see cref="RefusalException"/> (InvalidArgument) for anything else.</summary>
    public int Number(string name, int whenAbsent, int least, int most)
    {
        string? text = Text(name);
        if (string.IsNullOrEmpty(text))
            return whenAbsent;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number < least || number > most)
            throw new RefusalException(Refusal.InvalidArgument($"Argument {name} must be an integer between {least} and {most}"));
        return number;
    }

    byte[]? Find(string name)
    {
        foreach (QueryParameter parameter in All)
        {
            if (parameter.Name == name)
                return parameter.Value;
        }
        return null;
    }
}
