using System.Runtime.CompilerServices;
using Sluice.Failures;
using Sluice.S3.Credentials.Profiles;

namespace Sluice.S3.Credentials.Providers;

/// <summary>
/// Finds out where credentials come from, in the order of the AWS tools (AWS SDKs and Tools Reference Guide,
/// "Standardized credential providers"): environment, profile, container, instance. AWSSDK is only loaded for the
/// providers that call AWS.
/// </summary>
internal sealed class CredentialChain(AwsEnvironment environment, AwsProfiles profiles, TimeProvider clock)
{
    /// <summary>The credentials of a run: of a profile that a flag names, or else the whole chain. Throws <see cref="S3Exception"/> for settings that cannot be.</summary>
    /// <param name="chosen">The profile that a flag names; null for none.</param>
    public CredentialSource OfRun(string? chosen)
    {
        // A profile that is asked for goes before keys that are merely there.
        if (chosen is null && OfEnvironment() is { } source)
            return source;
        string? name = chosen ?? environment["AWS_PROFILE"];
        AwsProfile? profile = name is null ? profiles.Find("default") : profiles.Get(name);
        if (profile is not null && OfProfileOrNone(profile, []) is { } own)
            return own;
        if (ContainerCredentials.IsConfigured(environment))
            return Refreshing(new ContainerCredentials(environment));
        return InstanceCredentials.IsDisabled(environment)
            ? throw NoneFound(name, "AWS_EC2_METADATA_DISABLED is set", null)
            : new LastResort(Refreshing(new InstanceCredentials(environment)), e => NoneFound(name, e.Error.Message.TrimEnd('.'), e));
    }

    /// <summary>The credentials of a profile that a location names, and nothing else's.</summary>
    public CredentialSource OfProfile(AwsProfile profile) => OfProfileOrNone(profile, []) ?? throw Denied(
        $"Profile '{DisplayText.Of(profile.Name)}' in {profiles.Files} has no credentials: no aws_access_key_id, role_arn, sso_session or credential_process.");

    CredentialSource? OfEnvironment()
    {
        const string idVariable = "AWS_ACCESS_KEY_ID", secretVariable = "AWS_SECRET_ACCESS_KEY";
        string? id = environment[idVariable], secret = environment[secretVariable];
        if (id is not null && secret is not null)
            return CredentialSource.Static(id, secret, environment["AWS_SESSION_TOKEN"]);
        if (id is not null || secret is not null)
            throw Denied($"{(id is null ? secretVariable : idVariable)} is set, but {(id is null ? idVariable : secretVariable)} is not.");
        return environment["AWS_WEB_IDENTITY_TOKEN_FILE"] is { } file && environment["AWS_ROLE_ARN"] is { } role
            ? Refreshing(new WebIdentityCredentials(file, role, environment["AWS_ROLE_SESSION_NAME"], SecurityTokenService.From(environment, profiles, null)))
            : null;
    }

    // path: the profiles on the way here, each the source of the one before.
    RefreshingCredentials? OfProfileOrNone(AwsProfile profile, IReadOnlyList<string> path)
    {
        if (profile["role_arn"] is { } role)
            return OfRole(profile, role, path);
        if (profile["sso_session"] is not null || profile["sso_start_url"] is not null)
            return OfLogin(profile);
        if (profile["aws_access_key_id"] is not null || profile["aws_secret_access_key"] is not null)
            return Refreshing(new SharedFileCredentials(environment, profile.Name));
        return profile["credential_process"] is not null ? OfProgram(profile) : null;
    }

    // Not inlined: the providers below bring AWSSDK in, which plain keys do without.
    [MethodImpl(MethodImplOptions.NoInlining)]
    RefreshingCredentials OfRole(AwsProfile profile, string role, IReadOnlyList<string> path)
    {
        SecurityTokenService service = SecurityTokenService.From(environment, profiles, profile);
        return Refreshing(profile["web_identity_token_file"] is { } file
            ? new WebIdentityCredentials(environment.Expand(file), role, profile["role_session_name"], service)
            : new AssumeRoleCredentials(profile, SourceOf(profile, path), service));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    RefreshingCredentials OfLogin(AwsProfile profile) => Refreshing(new SsoCredentials(environment, profiles, profile, clock));

    [MethodImpl(MethodImplOptions.NoInlining)]
    RefreshingCredentials OfProgram(AwsProfile profile) => Refreshing(new ProcessCredentials(profile));

    CredentialSource SourceOf(AwsProfile profile, IReadOnlyList<string> path)
    {
        string shown = DisplayText.Of(profile.Name);
        if (profile["source_profile"] is { } name)
        {
            // A profile may assume its role with keys of its own, and so end a chain.
            if (name == profile.Name && profile["aws_access_key_id"] is not null)
                return Refreshing(new SharedFileCredentials(environment, name));
            return name == profile.Name || path.Contains(name)
                ? throw Denied($"The source_profile of profile '{shown}' leads back to itself.")
                : OfProfileOrNone(profiles.Get(name), [.. path, profile.Name])
                    ?? throw Denied($"Profile '{DisplayText.Of(name)}', the source_profile of '{shown}', has no credentials.");
        }
        return profile["credential_source"] switch
        {
            "Environment" => OfEnvironment() ?? throw Denied($"Profile '{shown}' takes its credentials from the environment, and AWS_ACCESS_KEY_ID is not set."),
            "EcsContainer" => Refreshing(new ContainerCredentials(environment)),
            "Ec2InstanceMetadata" => Refreshing(new InstanceCredentials(environment)),
            null => throw Denied($"Profile '{shown}' has a role_arn and nothing to assume it with: source_profile, credential_source or web_identity_token_file."),
            { } other => throw Denied($"The credential_source of profile '{shown}' is '{DisplayText.Of(other)}'; Environment, EcsContainer or Ec2InstanceMetadata is expected."),
        };
    }

    RefreshingCredentials Refreshing(CredentialProvider provider) => new(provider, clock);

    S3Exception NoneFound(string? profile, string whyNotEc2, Exception? cause) => Denied(
        $"No credentials found: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set, profile '{DisplayText.Of(profile ?? "default")}' in {profiles.Files} " +
        $"has none, and neither a container nor EC2 offers any ({whyNotEc2}); name a profile with --profile, or use --no-sign-request for public data.", cause);

    static S3Exception Denied(string message, Exception? cause = null) => new(new S3Error(FailureKind.Denied, RetryClass.Never, message) { Cause = cause });

    // When the last place has none either, the message tells of all places.
    sealed class LastResort(CredentialSource source, Func<S3Exception, S3Exception> explain) : CredentialSource
    {
        public override S3Credentials? Current(CancellationToken cancellationToken)
        {
            try
            {
                return source.Current(cancellationToken);
            }
            catch (S3Exception e)
            {
                throw explain(e);
            }
        }

        public override void Invalidate(S3Credentials refused) => source.Invalidate(refused);
    }
}
