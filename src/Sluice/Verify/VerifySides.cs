using Sluice.Failures;
using Sluice.Trees;

namespace Sluice.Verify;

/// <summary>Finds out what the two places of a verification are: trees, or one item each.</summary>
internal static class VerifySides
{
    /// <summary>Both, told apart; the reason why one cannot be compared, or null.</summary>
    public static Failure? Resolve(VerifyRequest request, TreeContext context, TreeQuery query, CancellationToken cancellationToken, out VerifySide a, out VerifySide b)
    {
        (a, b) = (new VerifySide(request.A, context, query), new VerifySide(request.B, context, query));
        Failure? failure = a.Look(cancellationToken) ?? b.Look(cancellationToken);
        // A key without a slash at its end is an object when there is one, else a prefix.
        bool trees = a.IsTree || b.IsTree;
        if (failure is null && trees && a.IsTree != b.IsTree)
            failure = a.IsTree ? a.Enter(b, cancellationToken) : b.Enter(a, cancellationToken);
        else if (failure is null && !trees && !a.Exists && !b.Exists)
            failure = a.AsTree() ?? b.AsTree();
        return failure;
    }
}
