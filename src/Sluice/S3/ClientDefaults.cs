namespace Sluice.S3;

/// <summary>What flags and the caller say about every client of a run; the rest comes from the environment and <c>~/.aws</c>.</summary>
public sealed record ClientDefaults
{
    /// <summary>Profile of locations that name none; null: AWS_PROFILE, else <c>default</c>.</summary>
    public string? Profile { get; init; }

    /// <summary>Region; null: AWS_REGION, AWS_DEFAULT_REGION, the profile's, else us-east-1. Not applied to locations that name a profile.</summary>
    public string? Region { get; init; }

    /// <summary>Endpoint; null: AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, the profile's services section or endpoint_url, else AWS. Not applied to locations that name a profile.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Send unsigned requests (<c>--no-sign-request</c>).</summary>
    public bool NoSignRequest { get; init; }

    /// <summary>What was found of a store before: given the profile (null for none) and the address of its endpoint. Default: nothing is known of any.</summary>
    public Func<string?, string, StoreDeviations>? Deviations { get; init; }

    /// <summary>Base for all other settings: time-outs, payload signing, certificates, clock.</summary>
    public S3ClientOptions Client { get; init; } = new();
}
