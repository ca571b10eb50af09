namespace Sluice.Administration.Access;

/// <summary>What the documents hold for and against a caller's operation, each as a sentence without a full stop, fit for a terminal; null where they hold nothing of the kind.</summary>
internal sealed record AccessGrounds
{
    const string Account = "what the owner's own users may, the account says (IAM), not the bucket";

    const string Nothing = "nothing allows it: neither the policy nor an ACL";

    /// <summary>Denies it for sure.</summary>
    public string? Denial { get; init; }

    /// <summary>Denies it to those whom it names, or to all but those.</summary>
    public string? NamedDenial { get; init; }

    /// <summary>Denies it to requests that meet a condition.</summary>
    public string? ConditionalDenial { get; init; }

    /// <summary>Whoever asks pays, and the request did not offer to.</summary>
    public string? Unpaid { get; init; }

    /// <summary>Denies it for some keys, where the whole bucket is asked about.</summary>
    public string? PartDenial { get; init; }

    /// <summary>Allows it unless something denies it.</summary>
    public string? Allowance { get; init; }

    /// <summary>Allows it to those whom it names.</summary>
    public string? NamedAllowance { get; init; }

    /// <summary>Allows it to requests that meet a condition.</summary>
    public string? ConditionalAllowance { get; init; }

    /// <summary>Allows it for some keys, where the whole bucket is asked about.</summary>
    public string? PartAllowance { get; init; }

    /// <summary><see cref="PartAllowance"/> is for everybody and on no condition.</summary>
    public bool IsPartCertain { get; init; }

    /// <summary>Would allow it, and stores differ in whether it counts.</summary>
    public string? Undecided { get; init; }

    /// <summary>Would allow it, and does not count.</summary>
    public string? Withheld { get; init; }

    /// <summary>The object's ACL has nothing for the account, which owns the bucket or the object.</summary>
    public string? LeftOut { get; init; }

    /// <summary>What could not be read and may decide; empty for nothing.</summary>
    public string Unread { get; init; } = "";

    /// <summary>The caller is of the bucket owner's account; null when that cannot be told.</summary>
    public bool? IsOwner { get; init; }

    /// <summary>The whole bucket is asked about, of which a request tells a part.</summary>
    public bool IsOfMany { get; init; }

    /// <summary>Something may allow it, so that a denial on a condition matters.</summary>
    public bool MayPass => Allowance is not null || NamedAllowance is not null || ConditionalAllowance is not null || PartAllowance is not null || Undecided is not null || IsOwner != false || Unread.Length > 0;

    /// <summary>The answer where no request gives one.</summary>
    public (AccessAnswer Answer, string Why) Documented()
    {
        if (Denial is not null)
            return (AccessAnswer.No, Denial);
        if (MayPass && (ConditionalDenial ?? NamedDenial) is { } perhaps)
            return (AccessAnswer.Unknown, perhaps);
        if ((Allowance ?? PartAllowance) is { } granted && Unread.Length > 0)
            return (AccessAnswer.Unknown, $"{granted}; not read, and may deny it: {Unread}");
        if (Allowance is not null)
            return PartDenial is null ? (AccessAnswer.Yes, Allowance) : (AccessAnswer.Some, $"{Allowance}; not in part: {PartDenial}");
        if ((Undecided ?? ConditionalAllowance) is { } open)
            return (AccessAnswer.Unknown, open);
        if (PartAllowance is not null)
            return (IsPartCertain ? AccessAnswer.Some : AccessAnswer.Unknown, PartAllowance);
        if (NamedAllowance is not null)
            return (AccessAnswer.Unknown, NamedAllowance);
        if (IsOwner != false)
            return (AccessAnswer.Unknown, IsOwner == true ? Account : Unknown());
        if (Unread.Length > 0)
            return (AccessAnswer.Unknown, Unallowed());
        return (AccessAnswer.No, Withheld ?? Nothing);
    }

    /// <summary>The answer after a request was denied. It tells of requests like it: neither of those that meet a condition, nor of other keys.</summary>
    public (AccessAnswer Answer, string Why) Refused()
    {
        if (Denial is not null)
            return (AccessAnswer.No, Denial);
        if (MayPass && Unpaid is not null)
            return (AccessAnswer.Unknown, Unpaid);
        if (MayPass && ConditionalDenial is not null)
            return (AccessAnswer.Unknown, $"a plain request was denied, and {ConditionalDenial}");
        if (MayPass && NamedDenial is not null)
            return (AccessAnswer.No, NamedDenial);
        if (Allowance is not null)
            return (AccessAnswer.No, $"the store refuses it, though {Allowance}: what decides cannot be read here, such as the account's public access block or its organization's policies");
        if (ConditionalAllowance is not null)
            return (AccessAnswer.Unknown, $"a plain request was denied, and {ConditionalAllowance}");
        if (PartAllowance is not null)
            return (IsPartCertain ? AccessAnswer.Some : AccessAnswer.Unknown, PartAllowance);
        if (IsOfMany && (IsOwner != false || Unread.Length > 0))
            return (AccessAnswer.Unknown, $"what was tried is denied, and other keys may not be: {(IsOwner == true ? Account : Unknown())}");
        if ((LeftOut ?? Withheld ?? Undecided ?? NamedAllowance) is { } reason)
            return (AccessAnswer.No, reason);
        return (AccessAnswer.No, IsOwner == true ? Account : IsOwner is null ? Unknown() : Unread.Length > 0 ? Unallowed() : Nothing);
    }

    /// <summary>The answer after a request was answered.</summary>
    public (AccessAnswer Answer, string Why) Granted()
    {
        string why = Denial is not null ? $"the store allows it, though {Denial}"
            : IsOwner == true ? "the account's own rights, or one of the bucket's documents"
            : Allowance is not null ? Allowance
            : ConditionalAllowance is not null ? $"{ConditionalAllowance}, which the request met"
            : PartAllowance ?? NamedAllowance ?? (Unread.Length > 0 ? $"the request was answered, and what allows it could not be read: {Unread}"
            : IsOwner is null ? "the account's own rights, or one of the bucket's documents"
            : $"the store allows it, though {Undecided ?? Withheld ?? Nothing}");
        bool isPart = PartDenial is not null || IsOwner == false && Allowance is null && ConditionalAllowance is null && PartAllowance is not null;
        string but = Denial is null && ConditionalDenial is not null ? $"; besides, {ConditionalDenial}, which the request did not meet" : "";
        return (isPart ? AccessAnswer.Some : AccessAnswer.Yes, $"{why}{but}{(PartDenial is null ? "" : $"; not in part: {PartDenial}")}");
    }

    string Unknown() => Unread.Length > 0 ? Unallowed() : "whether they are of the owner's account, whose own rules (IAM) decide then, cannot be told";

    string Unallowed() => $"{Withheld ?? "nothing that could be read allows it"}; not read: {Unread}";
}
