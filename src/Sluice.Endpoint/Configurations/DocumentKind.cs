using Sluice.Endpoint.Http;

namespace Sluice.Endpoint.Configurations;

/// <summary>One configuration document of buckets: how it is named, checked and told.</summary>
/// <param name="SubResource">Its name in the query.</param>
/// <param name="Name">Its name in operations: <c>Get</c>, <c>Put</c> and <c>Delete</c> go before it.</param>
/// <param name="Action">Its name in the actions of policies, behind <c>s3:Get</c> and <c>s3:Put</c>.</param>
/// <param name="Root">Name of its root element; null for the policy, which is JSON.</param>
/// <param name="Absent">The answer where none is set; null: the text of <paramref name="Default"/>.</param>
/// <param name="Default">What is told where none is set.</param>
/// <param name="CanDelete">It has a DELETE.</param>
sealed record DocumentKind(string SubResource, string Name, string Action, string? Root, Refusal? Absent, string? Default, bool CanDelete)
{
    /// <summary>Name of its delete operation, which three do not derive from the others.</summary>
    public string DeleteName { get; init; } = "Delete" + Name;

    /// <summary>Action of its delete; most are deleted under the action that puts them.</summary>
    public string DeleteAction { get; init; } = "Put" + Action;
}
