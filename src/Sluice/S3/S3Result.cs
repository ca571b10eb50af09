using System.Diagnostics.CodeAnalysis;
using Sluice.Failures;

namespace Sluice.S3;

/// <summary>A response or the error that came instead.</summary>
public readonly struct S3Result<T>
{
    readonly T? _value;

    /// <summary>A response.</summary>
    public S3Result(T value) => _value = value;

    /// <summary>A failure.</summary>
    public S3Result(S3Error error) => Error = error;

    /// <summary>The error, or null when the request succeeded.</summary>
    public S3Error? Error { get; }

    /// <summary>The response. Throws <see cref="S3Exception"/> when there is none.</summary>
    public T Value => Error is null ? _value! : throw new S3Exception(Error);

    /// <summary>True, and the response, when the request succeeded.</summary>
    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out S3Error? error)
    {
        value = _value;
        error = Error;
        return error is null;
    }

    /// <summary>A response.</summary>
    public static implicit operator S3Result<T>(T value) => new(value);

    /// <summary>A failure.</summary>
    public static implicit operator S3Result<T>(S3Error error) => new(error);
}
