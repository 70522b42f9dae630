using System.Text.Json;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Server.Tests.LifeCycle;

public sealed class TaxonomyApiTests(EditableSample sample) : IClassFixture<EditableSample>
{
    private HttpClient Client => sample.Client;

    [Fact]
    public async Task Pages_give_every_category_once_and_the_tree_level_by_level()
    {
        var paged = new List<string>();
        string? cursor = null;
        do
        {
            JsonElement page = await Client.OkAsync("GET", $"/v1/taxonomy/categories?limit=7{(cursor is null ? "" : $"&cursor={cursor}")}");
            paged.AddRange(Ids(page));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        var walked = new List<string>(Ids(await Client.OkAsync("GET", "/v1/taxonomy/categories?parent=&limit=1000")));
        for (int i = 0; i < walked.Count; i++)
        {
            walked.AddRange(Ids(await Client.OkAsync("GET", $"/v1/taxonomy/categories?parent={walked[i]}&limit=1000")));
        }

        Assert.Equal(paged.Count, paged.Distinct().Count());
        Assert.Equal(paged.Order(), walked.Order());
        Assert.Equal(paged.Count, (await Client.OkAsync("GET", "/v1/taxonomy")).GetProperty("categories").GetInt32());

        static IEnumerable<string> Ids(JsonElement page) =>
            page.GetProperty("categories").EnumerateArray().Select(category => category.GetProperty("id").GetString()!);
    }

    [Theory]
    [InlineData("/v1/taxonomy/categories?limit=0", 422)]
    [InlineData("/v1/taxonomy/categories?cursor=nonsense", 422)]
    [InlineData("/v1/taxonomy/categories?parent=nothing", 404)]
    [InlineData("/v1/taxonomy/attributes/nothing", 404)]
    [InlineData("/v1/taxonomy/attributes/color/values?status=old", 422)]
    [InlineData("/v1/taxonomy/attributes?taxonomy_version=ffffffff", 404)]
    [InlineData("/v1/taxonomy/diff?from=ffffffff", 404)]
    public async Task A_wrong_question_is_refused(string path, int status) =>
        Assert.Equal(status, (await Client.SendAsync("GET", path)).Status);

    [Fact]
    public async Task An_edit_needs_the_version_that_its_author_saw()
    {
        object edit = new { edits = new[] { new { edit = "describe-value", value = "color/red", description = "Reds" } }, why = "test" };
        string before = await DraftAsync();

        (int missing, JsonElement problem, _) = await Client.SendAsync("PATCH", "/v1/taxonomy", edit);
        (int stale, _, _) = await Client.SendAsync("PATCH", "/v1/taxonomy", edit, ("If-Match", "\"0123456789abcdef\""));
        (int weak, _, _) = await Client.SendAsync("PATCH", "/v1/taxonomy", edit, ("If-Match", $"W/\"{before}\""));

        Assert.Equal((428, 412, 412), (missing, stale, weak));
        Assert.Equal("precondition_required", problem.GetProperty("code").GetString());
        Assert.Equal(before, await DraftAsync());
    }

    [Fact]
    public async Task Of_two_editors_who_saw_the_same_version_one_succeeds()
    {
        (string, string) seen = ("If-Match", $"\"{await DraftAsync()}\"");

        (int Status, JsonElement, HttpResponseMessage)[] answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Client.SendAsync(
            "PATCH", "/v1/taxonomy",
            new { edits = new[] { new { edit = "add-alias", value = "color/red", aliases = new[] { $"race {i}" } } }, why = "test" },
                seen)));

        Assert.Equal([200, 412, 412, 412], answers.Select(answer => answer.Status).Order());
    }

    [Fact]
    public async Task Edits_are_made_all_or_none_and_problems_name_their_number()
    {
        string before = await DraftAsync();
        object edits = new
        {
            edits = new object[]
            {
                new { edit = "rename-value", value = "color/red", label = "Crimson" },
                    new { edit = "rename-value", value = "color/rde", label = "x" },
            },
            why = "test",
        };

        (int status, JsonElement problem, _) = await Client.SendAsync("PATCH", "/v1/taxonomy", edits, ("If-Match", $"\"{before}\""));
        (int unknown, JsonElement other, _) = await Client.SendAsync(
            "PATCH", "/v1/taxonomy", """{"edits":[{"edit":"rename-valeu"}],"why":"x"}""", ("If-Match", "*"));

        Assert.Equal(422, status);
        Assert.StartsWith("edit 2: ", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(422, unknown);
        Assert.Contains("rename-value", other.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(before, await DraftAsync());
    }

    [Fact]
    public async Task A_dry_run_shows_the_effects_and_changes_nothing()
    {
        string before = await DraftAsync();
        object edits = new { edits = new[] { new { edit = "add-value", value = "color/greyish", label = "Grayy" } } };

        JsonElement preview = await Client.OkAsync("PATCH", "/v1/taxonomy?dry_run=true", edits);

        JsonElement change = Assert.Single(preview.GetProperty("diff").GetProperty("changes").EnumerateArray());
        Assert.Equal(("added", "color/greyish"), (change.GetProperty("change").GetString(), change.GetProperty("id").GetString()));
        Assert.Equal(1, preview.GetProperty("values").GetProperty("after").GetInt32() - preview.GetProperty("values")
            .GetProperty("before").GetInt32());
        Assert.True(preview.GetProperty("prompts").GetProperty("new").GetInt32() > 0);
        Assert.True(preview.TryGetProperty("near_duplicates", out _));
        Assert.Equal(before, await DraftAsync());
    }

    [Fact]
    public async Task History_tells_who_when_and_why_and_a_version_can_be_returned_to()
    {
        JsonElement edited = await EditAsync(new { edit = "rename-value", value = "color/bronze", label = "Bronze tone", keep_old = true },
            "Suppliers say so");
        string draft = edited.GetProperty("draft").GetString()!;
        string from = edited.GetProperty("diff").GetProperty("from").GetString()!;

        JsonElement newest = (await Client.OkAsync("GET", "/v1/taxonomy/versions?limit=1")).GetProperty("versions")[0];
        JsonElement diff = await Client.OkAsync("GET", $"/v1/taxonomy/diff?from={from[..8]}&to={draft}");
        JsonElement reverted = await Client.OkAsync(
            "POST", "/v1/taxonomy/revert", new { version = from, why = "Not so" }, ("If-Match", $"\"{draft}\""));

        Assert.Equal(("local", "Suppliers say so", "edit"), (newest.GetProperty("who").GetString(), newest.GetProperty("why").GetString(),
            newest.GetProperty("action").GetString()));
        Assert.Equal("rename-value", newest.GetProperty("edits")[0].GetProperty("edit").GetString());
        Assert.Contains(diff.GetProperty("changes").EnumerateArray(), change => change.GetProperty("change").GetString() == "renamed");
        Assert.Equal(from, reverted.GetProperty("draft").GetString());
        Assert.Contains("label: Bronze,", await File.ReadAllTextAsync(Path.Combine(sample.Taxonomy, "attributes/color.yaml")),
            StringComparison.Ordinal);
        JsonElement audit = await Client.OkAsync("GET", "/v1/audit?action=taxonomy.revert");
        Assert.Equal("local", audit.GetProperty("entries")[0].GetProperty("who").GetString());
    }

    [Fact]
    public async Task A_published_value_is_found_after_a_reindex_and_no_longer_after_a_rollback()
    {
        await EditAsync(new { edit = "add-value", value = "color/zaffre", label = "Zaffre" }, "A blue");
        string served = (await Client.OkAsync("GET", "/v1/taxonomy")).GetProperty("served").GetString()!;

        JsonElement published = await Client.OkAsync("POST", "/v1/taxonomy/publish", new { reindex = true });
        await sample.ReindexedAsync();
        JsonElement after = await Client.OkAsync("GET", "/v1/taxonomy");
        bool found = await FindsAsync("Zaffre");
        JsonElement rolledBack = await Client.OkAsync("POST", "/v1/index/rollback");
        bool foundAfter = await FindsAsync("Zaffre");
        await Client.OkAsync("POST", "/v1/index/rollback", new { version = rolledBack.GetProperty("before").GetString() });

        Assert.Equal(published.GetProperty("published").GetString(), after.GetProperty("served").GetString());
        Assert.NotEqual(served, after.GetProperty("served").GetString());
        Assert.True(found);
        Assert.False(foundAfter);
        Assert.True(await FindsAsync("Zaffre"));
        Assert.Equal(404, (await Client.SendAsync("POST", "/v1/index/rollback", new { version = "20260101T000000000-ffffffff" })).Status);
        Assert.Contains(
            (await Client.OkAsync("GET", "/v1/index/versions")).GetProperty("versions").EnumerateArray(), version =>
                version.GetProperty("current").GetBoolean());
    }

    [Fact]
    public async Task A_second_reindex_is_refused_and_told_of_the_running_one()
    {
        await PublishedAsync();
        using BuildLock other = BuildLock.Take(sample.Index, TimeProvider.System, FileSystem.Real);

        (int status, JsonElement problem, _) = await Client.SendAsync("POST", "/v1/reindex");

        Assert.Equal(409, status);
        Assert.True(problem.GetProperty("running").GetProperty("running").GetBoolean());
        Assert.Equal(409, (await Client.SendAsync("POST", "/v1/reindex/cancel")).Status);
    }

    [Fact]
    public async Task Events_tell_the_state_and_its_changes()
    {
        await PublishedAsync();
        using var stream = new StreamReader(await Client.GetStreamAsync("/v1/reindex/events"));
        string? first = await stream.ReadLineAsync();
        string? data = await stream.ReadLineAsync();

        await Client.OkAsync("POST", "/v1/reindex");
        var seen = new List<string>();
        while (!seen.Any(line => line.Contains("\"end\":\"completed\"", StringComparison.Ordinal)))
        {
            seen.Add(await stream.ReadLineAsync() ?? throw new EndOfStreamException());
        }

        Assert.Equal("event: reindex", first);
        Assert.StartsWith("data: {", data, StringComparison.Ordinal);
    }

    private async Task PublishedAsync()
    {
        if ((await Client.OkAsync("GET", "/v1/taxonomy")).GetProperty("published").GetString() is null)
        {
            await Client.OkAsync("POST", "/v1/taxonomy/publish", new { why = "first" });
        }
    }

    private async Task<JsonElement> EditAsync(object edit, string why) =>
        await Client.OkAsync("PATCH", "/v1/taxonomy", new { edits = new[] { edit }, why }, ("If-Match", "*"));

    private async Task<string> DraftAsync() => (await Client.OkAsync("GET", "/v1/taxonomy")).GetProperty("draft").GetString()!;

    private async Task<bool> FindsAsync(string label) =>
        (await Client.OkAsync("GET", $"/v1/values/search?q={label}")).GetRawText().Contains($"\"{label}\"", StringComparison.Ordinal)
        && (await Client.OkAsync("GET", $"/v1/values/search?q={label}")).GetRawText().Contains("zaffre", StringComparison.Ordinal);
}

internal static class Reindexes
{
    /// <summary>Waits until a reindex has ended.</summary>
    public static async Task<JsonElement> ReindexedAsync(this EditableSample sample)
    {
        for (int i = 0; i < 600; i++)
        {
            JsonElement report = await sample.Client.OkAsync("GET", "/v1/reindex");
            if (!report.GetProperty("running").GetBoolean())
            {
                Assert.Equal("completed", report.GetProperty("last").GetProperty("end").GetString());
                return report;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException("The reindex did not end.");
    }
}
