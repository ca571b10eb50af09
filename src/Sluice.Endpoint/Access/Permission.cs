namespace Sluice.Endpoint.Access;

/// <summary>What a grant allows (S3 User Guide, "Access control list overview").</summary>
enum Permission
{
    Read,
    Write,
    ReadAcp,
    WriteAcp,
    FullControl,
}
