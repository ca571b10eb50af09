using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees;

namespace Sluice.Sync.Plans;

/// <summary>Sees that a plan is for the places it is carried out on.</summary>
internal static class PlanCheck
{
    /// <summary>The sync that a plan describes. Throws <see cref="SyncException"/> when it is for other places.</summary>
    public static SyncRequest ToRequest(PlanHeader header, PlanRequest request, S3ClientFactory clients)
    {
        Location source = Place(header.Source, request.Source, "source", request, clients);
        Location destination = Place(header.Destination, request.Destination, "destination", request, clients);
        if (header.Attributes is { Encrypted: true } && request.Sse is null)
            throw Refused(request, "it was made with encryption options (--sse...), which must be given again.");
        return new SyncRequest
        {
            Source = source,
            Destination = destination,
            Backup = header.Backup is { } backup ? Place(backup, null, "backup", request, clients) : null,
            Attributes = (header.Attributes ?? new PlanAttributes()).With(request.Sse),
            Preserve = Enum.TryParse(header.Preserve, out Preserve preserve) ? preserve : throw Refused(request, "it keeps something of files that is not known here."),
            SourceCustomerKey = request.SourceCustomerKey,
            Carried = header.Attributes?.Carried is not { } carried ? CarriedAttributes.Default
                : Enum.TryParse(carried, out CarriedAttributes parsed) ? parsed : throw Refused(request, "it carries over something of objects that is not known here."),
            TagsRequired = header.Attributes?.TagsRequired ?? false,
            AppendOk = request.AppendOk,
            // What is to be removed was decided, and limited, when the plan was made.
            Delete = true,
            Journal = request.Journal,
            OnOutcome = request.OnOutcome,
            OnNote = request.OnNote,
        };
    }

    static Location Place(PlanLocation planned, Location? expected, string role, PlanRequest request, S3ClientFactory clients)
    {
        Location? location;
        try
        {
            location = planned.ToLocation();
        }
        catch (FormatException)
        {
            location = null;
        }
        if (location is null)
            throw Refused(request, $"its {role} is no location.");
        PlanLocation now = PlanLocation.From(location.OpenPlace(new TreeContext(clients), asContainer: true));
        if (now.Store != planned.Store)
            throw Refused(request, $"it was made for the store {DisplayText.Of(planned.Store ?? "")}, and {DisplayText.Of(planned.Shown)} is now in {now.Store}.");
        if (expected is not null && !planned.Is(PlanLocation.From(expected.OpenPlace(new TreeContext(clients), asContainer: true))))
            throw Refused(request, $"its {role} is {DisplayText.Of(planned.Shown)}, not {expected}.");
        return location;
    }

    static SyncException Refused(PlanRequest request, string why) => new($"The plan {DisplayText.Of(request.PlanFile)} is refused, and nothing was done: {why}");
}
