using System.Globalization;
using System.Text.Json.Nodes;
using Sluice.Administration.Lifecycle;
using Sluice.S3;

namespace Sluice.Tests.Administration;

public sealed class LifecycleForecastTests
{
    static readonly DateTimeOffset Now = new(2030, 6, 15, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Days_are_counted_from_the_writing_to_the_next_midnight()
    {
        LifecycleEffect effect = Assert.Single(Forecast("""{"ID":"a","Status":"Enabled","Filter":{"Prefix":"logs/"},"Expiration":{"Days":7}}""", false,
            Object("logs/old", "2030-06-07T23:59:59Z", 10), Object("logs/new", "2030-06-08T00:00:00Z", 20), Object("other", "2020-01-01T00:00:00Z", 40)).Effects);
        Assert.Equal((LifecycleAction.Remove, 1, 10, 1, 20), (effect.Action, effect.Due, effect.DueBytes, effect.Later, effect.LaterBytes));
        Assert.Equal(new DateTimeOffset(2030, 6, 16, 0, 0, 0, TimeSpan.Zero), effect.Next);
    }

    [Fact]
    public void Of_two_rules_the_first_in_time_removes_and_a_move_after_it_does_not_happen()
    {
        LifecycleForecast forecast = Forecast("""{"ID":"late","Status":"Enabled","Filter":{},"Expiration":{"Days":30},"Transitions":[{"Days":1,"StorageClass":"GLACIER"},{"Days":20,"StorageClass":"DEEP_ARCHIVE"}]},{"ID":"early","Status":"Enabled","Filter":{},"Expiration":{"Days":5}},{"ID":"off","Status":"Disabled","Filter":{},"Expiration":{"Days":1}}""",
            false, Object("a", "2030-06-14T00:00:00Z", 1 << 20));
        Assert.Equal([("late", LifecycleAction.Move, "GLACIER"), ("early", LifecycleAction.Remove, "")], forecast.Effects.Select(static effect => (effect.Rule.Id, effect.Action, effect.StorageClass)));
        Assert.Equal(1, forecast.Removed);
    }

    [Fact]
    public void Where_versions_are_kept_objects_are_hidden_older_versions_removed_and_lonely_markers_too()
    {
        LifecycleForecast forecast = Forecast("""{"ID":"v","Status":"Enabled","Filter":{},"Expiration":{"Days":1},"NoncurrentVersionExpiration":{"NoncurrentDays":2,"NewerNoncurrentVersions":1}}""", true,
            Version("a", "2030-06-10T00:00:00Z", 1, true), Version("a", "2030-06-09T00:00:00Z", 2), Version("a", "2030-06-08T00:00:00Z", 4), Version("a", "2030-06-07T00:00:00Z", 8),
            Version("lonely", "2030-06-01T00:00:00Z", null, true, marker: true), Version("z", "2030-06-14T00:00:00Z", null, true, marker: true), Version("z", "2030-01-01T00:00:00Z", 16));
        Assert.Equal([(LifecycleAction.Hide, 1L, 1L), (LifecycleAction.RemoveOlder, 3L, 14L), (LifecycleAction.RemoveMarker, 1L, 0L)], forecast.Effects.Select(static effect => (effect.Action, effect.Due, effect.DueBytes)));
        Assert.Equal((4, 15), (forecast.Removed, forecast.RemovedBytes));
    }

    [Fact]
    public void What_an_expiration_hides_is_an_older_version_from_then_on()
    {
        const string older = "\"NoncurrentVersionExpiration\":{\"NoncurrentDays\":1";
        Assert.Equal((1, 2, 0, 3), Counts($$$"""{"ID":"v","Status":"Enabled","Filter":{},"Expiration":{"Days":1},{{{older}}},"NewerNoncurrentVersions":2}}"""));
        Assert.Equal((1, 4, 0, 5), Counts($$$"""{"ID":"v","Status":"Enabled","Filter":{},"Expiration":{"Date":"2020-01-01T00:00:00Z"},{{{older}}},"NewerNoncurrentVersions":1}}"""));
        // The hidden one goes last, and counts once in all.
        Assert.Equal((1, 5, 1, 6), Counts($$$"""{"ID":"v","Status":"Enabled","Filter":{},"Expiration":{"Days":1},{{{older}}}}}"""));
        Assert.Equal((0, 1, 0, 1), Counts($$$"""{"ID":"v","Status":"Enabled","Filter":{},{{{older}}},"NewerNoncurrentVersions":2}}"""));
        LifecycleForecast moves = Forecast("""{"ID":"m","Status":"Enabled","Filter":{},"Expiration":{"Days":1},"NoncurrentVersionTransitions":[{"NoncurrentDays":1,"NewerNoncurrentVersions":1,"StorageClass":"GLACIER"}]}""", true,
            Version("a", "2030-06-10T00:00:00Z", 1 << 20, true), Version("a", "2030-06-09T00:00:00Z", 2 << 20));
        Assert.Equal([(LifecycleAction.Hide, 1L), (LifecycleAction.MoveOlder, 2L << 20)], moves.Effects.Select(static effect => (effect.Action, effect.Action == LifecycleAction.Hide ? effect.Due : effect.DueBytes)));
    }

    [Fact]
    public void An_older_version_goes_for_the_one_hidden_above_it_when_that_is_hidden()
    {
        LifecycleForecast forecast = Forecast("""{"ID":"v","Status":"Enabled","Filter":{},"Expiration":{"Days":30},"NoncurrentVersionExpiration":{"NoncurrentDays":1,"NewerNoncurrentVersions":1}}""", true,
            Version("a", "2030-06-10T00:00:00Z", 1, true), Version("a", "2030-06-09T00:00:00Z", 2));
        LifecycleEffect older = forecast.Effects.Single(static effect => effect.Action == LifecycleAction.RemoveOlder);
        Assert.Equal((0, 1, new DateTimeOffset(2030, 7, 11, 0, 0, 0, TimeSpan.Zero)), (older.Due, older.Later, older.Next));
    }

    static (long Hidden, long Older, long HiddenRemoved, long All) Counts(string rule)
    {
        LifecycleForecast forecast = Forecast(rule, true,
            Version("a/x", "2030-06-10T00:00:00Z", 1, true), Version("a/x", "2030-06-09T00:00:00Z", 1), Version("a/x", "2030-06-08T00:00:00Z", 1),
            Version("a/y", "2030-06-10T00:00:00Z", null, true, marker: true), Version("a/y", "2030-06-09T00:00:00Z", 1), Version("a/y", "2030-06-08T00:00:00Z", 1), Version("a/y", "2030-06-07T00:00:00Z", 1));
        long Of(LifecycleAction action) => forecast.Effects.Where(effect => effect.Action == action).Sum(static effect => effect.Due + effect.Later);
        return (Of(LifecycleAction.Hide), Of(LifecycleAction.RemoveOlder), Of(LifecycleAction.RemoveHidden), forecast.Removed);
    }

    [Fact]
    public void Small_objects_stay_where_they_are_unless_the_rule_asks_for_sizes()
    {
        const string move = "\"Transitions\":[{\"Days\":1,\"StorageClass\":\"GLACIER\"}]";
        LifecycleEffect stays = Assert.Single(Forecast($$"""{"ID":"m","Status":"Enabled","Filter":{},{{move}}}""", false, Object("a", "2030-01-01T00:00:00Z", 1000)).Effects);
        Assert.Equal((LifecycleAction.TooSmall, "GLACIER", 1, 1000), (stays.Action, stays.StorageClass, stays.Due, stays.DueBytes));
        Assert.Equal(LifecycleAction.Move, Assert.Single(Forecast($$"""{"ID":"m","Status":"Enabled","Filter":{"ObjectSizeGreaterThan":10},{{move}}}""", false, Object("a", "2030-01-01T00:00:00Z", 1000), Object("b", "2030-01-01T00:00:00Z", 10)).Effects).Action);
        Assert.Empty(Forecast($$"""{"ID":"m","Status":"Enabled","Filter":{},{{move}}}""", false, Object("a", "2030-01-01T00:00:00Z", 1 << 20, "GLACIER")).Effects);
    }

    [Fact]
    public void Small_objects_go_to_archives_where_the_lifecycle_says_that_it_varies_by_class()
    {
        static IEnumerable<(LifecycleAction, string)> Told(string minimum)
        {
            LifecycleForecast forecast = new(BucketLifecycleRule.ReadAll(JsonNode.Parse($$"""{"Rules":[{"ID":"m","Status":"Enabled","Filter":{},"Transitions":[{"Days":30,"StorageClass":"STANDARD_IA"},{"Days":60,"StorageClass":"DEEP_ARCHIVE"}]}]{{minimum}}}""")!.AsObject()), false, Now);
            forecast.Add(Object("a", "2030-01-01T00:00:00Z", 1000));
            forecast.End();
            return forecast.Effects.Select(static effect => (effect.Action, effect.StorageClass)).OrderBy(static effect => effect.StorageClass);
        }
        Assert.Equal([(LifecycleAction.TooSmall, "DEEP_ARCHIVE"), (LifecycleAction.TooSmall, "STANDARD_IA")], Told(""));
        Assert.Equal([(LifecycleAction.TooSmall, "DEEP_ARCHIVE"), (LifecycleAction.TooSmall, "STANDARD_IA")], Told(",\"TransitionDefaultMinimumObjectSize\":\"all_storage_classes_128K\""));
        Assert.Equal([(LifecycleAction.Move, "DEEP_ARCHIVE"), (LifecycleAction.TooSmall, "STANDARD_IA")], Told(",\"TransitionDefaultMinimumObjectSize\":\"varies_by_storage_class\""));
    }

    [Fact]
    public void What_is_due_within_thirty_days_is_told_apart_and_what_never_comes_does_not_end_the_forecast()
    {
        LifecycleEffect effect = Assert.Single(Forecast("""{"ID":"a","Status":"Enabled","Filter":{},"Expiration":{"Days":60}}""", false,
            Object("due", "2030-01-01T00:00:00Z", 1), Object("soon", "2030-05-10T00:00:00Z", 2), Object("later", "2030-06-01T00:00:00Z", 4)).Effects);
        Assert.Equal((1, 1, 1, 2, 2, 6), (effect.Due, effect.DueBytes, effect.Soon, effect.SoonBytes, effect.Later, effect.LaterBytes));
        Assert.Equal(DateTimeOffset.MaxValue, Assert.Single(Forecast("""{"ID":"a","Status":"Enabled","Filter":{},"Expiration":{"Days":2147483647}}""", false, Object("a", "2030-01-01T00:00:00Z", 1)).Effects).Next);
    }

    [Fact]
    public void Delete_markers_are_not_among_the_versions_that_are_retained()
    {
        LifecycleForecast forecast = Forecast("""{"ID":"v","Status":"Enabled","Filter":{},"NoncurrentVersionExpiration":{"NoncurrentDays":1,"NewerNoncurrentVersions":1}}""", true,
            Version("a", "2030-01-04T00:00:00Z", 1, true), Version("a", "2030-01-03T00:00:00Z", null, marker: true), Version("a", "2030-01-02T00:00:00Z", 2), Version("a", "2030-01-01T00:00:00Z", 4));
        Assert.Equal((1, 4), (forecast.Removed, forecast.RemovedBytes));
    }

    [Fact]
    public void Unfinished_uploads_are_given_up_by_the_rule_of_their_key()
    {
        LifecycleForecast forecast = Forecast("""{"ID":"u","Status":"Enabled","Filter":{"Prefix":"in/"},"AbortIncompleteMultipartUpload":{"DaysAfterInitiation":3}}""", false);
        forecast.AddUpload(new ObjectKey("in/a"), Now.AddDays(-9));
        forecast.AddUpload(new ObjectKey("in/b"), Now);
        forecast.AddUpload(new ObjectKey("out/a"), Now.AddDays(-9));
        forecast.AddUpload(new ObjectKey("in/c"), null);
        LifecycleEffect effect = Assert.Single(forecast.Effects);
        Assert.Equal((LifecycleAction.AbortUpload, 1, 1), (effect.Action, effect.Due, effect.Later));
    }

    static LifecycleForecast Forecast(string rules, bool keepsVersions, params ListedObject[] listed)
    {
        LifecycleForecast forecast = new(BucketLifecycleRule.ReadAll(JsonNode.Parse($$"""{"Rules":[{{rules}}]}""")!.AsObject()), keepsVersions, Now);
        foreach (ListedObject found in listed)
            forecast.Add(found);
        forecast.End();
        return forecast;
    }

    static ListedObject Object(string key, string written, long? size, string storageClass = "STANDARD") => new(new ObjectKey(key), size, "\"e\"", DateTimeOffset.Parse(written, CultureInfo.InvariantCulture), storageClass);

    static ListedObject Version(string key, string written, long? size, bool latest = false, bool marker = false) => Object(key, written, size) with { Version = new ObjectVersion(written, latest, marker) };
}
