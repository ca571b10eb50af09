using System.Security.Cryptography;
using Sluice.S3;

namespace Sluice.Tests.Scenarios;

public sealed class JobProofScenarios
{
    [Fact]
    public async Task A_proof_tells_what_both_stores_have_of_each_item_and_a_hash_over_all()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 40; i++)
            scene.Put($"from/{i:00}", [(byte)i, 1, 2]);
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--chunk-items", "7", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        (await scene.RunAsync("job", "run", "s3://scene/jobs/one")).Exits(0);
        string proof = scene.Path("proof.csv");
        (await scene.RunAsync("job", "report", "s3://scene/jobs/one", "--proof", proof)).Exits(0).Says("40 of 40 items are the same in both stores");
        string[] rows = await File.ReadAllLinesAsync(proof);
        Assert.StartsWith("Bucket,Key,Verdict,SourceBytes,SourceChecksum,", rows[0], StringComparison.Ordinal);
        Assert.Equal(40, rows.Length - 1);
        Assert.All(rows[1..], static row => Assert.Contains(",same,3,", row, StringComparison.Ordinal));
        string[] last = rows[^1].Split(',');
        Assert.Equal(("scene", "from/39", "scene", "to/39"), (last[0], last[1], last[6], last[7]));
        Assert.True(last[4].Length > 8 && last[4] == last[9], rows[^1]);
        string hash = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(proof)));
        Assert.Equal($"{hash}  proof.csv\n", await File.ReadAllTextAsync(proof + ".sha256"));
        (await scene.RunAsync("job", "report", "s3://scene/jobs/one", "--proof", proof)).Exits(2).Says("there already");
    }

    [Fact]
    public async Task A_proof_does_not_pass_over_what_was_changed_removed_or_left_out_since()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 6; i++)
            scene.Put($"from/{i}", [(byte)i, 1, 2]);
        (await scene.RunAsync("cp", "--metadata", "team=red", "--tags", "k=v", scene.Write("tagged", "abc"), "s3://scene/from/tagged")).Exits(0);
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--", "cp", "--copy-props", "none", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        (await scene.RunAsync("job", "run", "s3://scene/jobs/one")).Exits(0);
        scene.Put("to/0", [9, 9, 9]);
        scene.Put("to/1", [9]);
        (await scene.RunAsync("rm", "s3://scene/to/2")).Exits(0);
        scene.Put("from/3", [7]);
        (await scene.RunAsync("rm", "s3://scene/from/4")).Exits(0);
        string proof = scene.Path("proof.csv");
        (await scene.RunAsync("job", "report", "s3://scene/jobs/one", "--proof", proof)).Exits(1).Says("2 of 7 items are the same", "2 as they were read", "3 are not proved", "1 lack");
        Dictionary<string, string[]> rows = (await File.ReadAllLinesAsync(proof))[1..].Select(static row => row.Split(',')).ToDictionary(static row => row[1]);
        Assert.Equal(["different", "different", "missing", "sourceChanged", "sourceChanged", "same", "same"], rows.OrderBy(static row => row.Key, StringComparer.Ordinal).Select(static row => row.Value[2]));
        Assert.Equal("x-amz-meta-team tags", rows["from/tagged"][13]);
    }

    [Fact]
    public async Task A_job_that_is_not_over_is_not_proved()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 9; i++)
            scene.Put($"from/{i}", [(byte)i]);
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--chunk-items", "3", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        (await scene.RunAsync("job", "report", "s3://scene/jobs/one", "--proof", scene.Path("none.csv"))).Exits(1).Says("not over: 9 items of it are not done");
        (await scene.RunAsync("work", "s3://scene/jobs/one")).Exits(0);
        (await scene.RunAsync("job", "report", "s3://scene/jobs/one", "--proof", scene.Path("all.csv"))).Exits(0).Says("9 of 9 items");
    }

    [Fact]
    public async Task A_proof_that_a_store_does_not_answer_says_so_of_the_item()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 3; i++)
            scene.Put($"from/{i}", [(byte)i]);
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        (await scene.RunAsync("job", "run", "s3://scene/jobs/one")).Exits(0);
        scene.Server.Faults.On("HeadObject").Key("to/1").Reply(403, "AccessDenied");
        scene.Server.Faults.On("GetObject").Key("to/1").Reply(403, "AccessDenied");
        string proof = scene.Path("proof.csv");
        (await scene.RunAsync("job", "report", "s3://scene/jobs/one", "--proof", proof)).Exits(1).Says("2 of 3 items", "1 is not proved");
        Assert.Contains(await File.ReadAllLinesAsync(proof), static row => row.Contains("from/1,unknown", StringComparison.Ordinal) && row.Contains("The destination:", StringComparison.Ordinal));
    }
}
