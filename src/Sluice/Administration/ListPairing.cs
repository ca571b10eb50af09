using System.Text.Json.Nodes;
using Sluice.Administration.Documents;

namespace Sluice.Administration;

/// <summary>Which members of two lists belong together.</summary>
/// <param name="OldPlaces">For each member of the new list its place in the old one; -1 where it is new.</param>
internal sealed record ListPairing(int[] OldPlaces)
{
    /// <summary>Members that say the same, those at the same place first; then those of the same name; then, of members with fields and without a name, those at the same place.</summary>
    public static ListPairing Of(JsonArray before, JsonArray after, DocumentField? field)
    {
        int[] places = OfSame(before, after, field).OldPlaces;
        bool[] taken = Taken(before.Count, places);
        Pair(before, after, places, taken, static (old, now) => MemberName.Of(old) is { } name && name == MemberName.Of(now));
        bool MayBe(JsonNode? old, JsonNode? now) => old is JsonObject && now is JsonObject && (field?.IsNamedByStore == true ? MemberName.OfId(old) is null || MemberName.OfId(now) is null : MemberName.Of(old) is null && MemberName.Of(now) is null);
        for (int i = 0; i < Math.Min(before.Count, after.Count); i++)
            if (places[i] < 0 && !taken[i] && MayBe(before[i], after[i]))
                (places[i], taken[i]) = (i, true);
        if (places.Count(static place => place < 0) == 1 && taken.Count(static isTaken => !isTaken) == 1)
            Pair(before, after, places, taken, MayBe);
        return new ListPairing(places);
    }

    /// <summary>Members that say the same only.</summary>
    public static ListPairing OfSame(JsonArray before, JsonArray after, DocumentField? field)
    {
        int[] places = new int[after.Count];
        Array.Fill(places, -1);
        for (int i = 0; i < Math.Min(before.Count, after.Count); i++)
            if (SameDocument.IsMember(before[i], after[i], field))
                places[i] = i;
        Pair(before, after, places, Taken(before.Count, places), (old, now) => SameDocument.IsMember(old, now, field));
        return new ListPairing(places);
    }

    /// <summary>Members of the new list that changed their place among those that both lists have: as few as possible.</summary>
    public IEnumerable<int> Moved()
    {
        int[] kept = [.. Enumerable.Range(0, OldPlaces.Length).Where(i => OldPlaces[i] >= 0)];
        // The longest rising run stays where it is. Of two as long the one that begins with what came first.
        int[] longest = new int[kept.Length];
        for (int i = kept.Length - 1; i >= 0; i--)
            longest[i] = 1 + Enumerable.Range(i + 1, kept.Length - i - 1).Where(j => OldPlaces[kept[j]] > OldPlaces[kept[i]]).Select(j => longest[j]).DefaultIfEmpty().Max();
        int need = longest.DefaultIfEmpty().Max(), last = -1;
        for (int i = 0; i < kept.Length; i++)
        {
            bool stays = need > 0 && longest[i] == need && OldPlaces[kept[i]] > last && !kept.Skip(i + 1).Where((_, j) => longest[i + 1 + j] == need).Any(other => OldPlaces[other] > last && OldPlaces[other] < OldPlaces[kept[i]]);
            if (!stays)
                yield return kept[i];
            else
                (need, last) = (need - 1, OldPlaces[kept[i]]);
        }
    }

    static bool[] Taken(int count, int[] places)
    {
        bool[] taken = new bool[count];
        foreach (int place in places)
            if (place >= 0)
                taken[place] = true;
        return taken;
    }

    static void Pair(JsonArray before, JsonArray after, int[] places, bool[] taken, Func<JsonNode?, JsonNode?, bool> belong)
    {
        for (int i = 0; i < after.Count; i++)
            for (int old = 0; places[i] < 0 && old < before.Count; old++)
                if (!taken[old] && belong(before[old], after[i]))
                    (places[i], taken[old]) = (old, true);
    }
}
