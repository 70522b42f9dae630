using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using EpmRl.Retrieval.Server.Hosting;

namespace EpmRl.Retrieval.Server.Tests.Jobs;

/// <summary>One service with two catalogues and small chunks, shared by tests that do not change it.</summary>
public sealed class JobService : IAsyncLifetime
{
    public ServedSample Service { get; private set; } = null!;

    public string Inputs { get; } = Directory.CreateTempSubdirectory("epmrl-inputs-").FullName;

    public string Outside { get; } = Directory.CreateTempSubdirectory("epmrl-outside-").FullName;

    public async ValueTask InitializeAsync() => Service = await ServedSample.StartAsync(options =>
    {
        options.Jobs.ChunkRows = 4;
        options.Jobs.InputFolders.Add(Inputs);
        options.Limits.MaxUploadBytes = 1 << 20;
        options.Limits.MaxLineBytes = 1 << 16;
        options.Catalogs["other"] = options.Catalogs[ServerOptions.DefaultCatalog];
    });

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        Directory.Delete(Inputs, recursive: true);
        Directory.Delete(Outside, recursive: true);
    }
}

public sealed class JobTests(JobService shared) : IClassFixture<JobService>
{
    private const string Feed = """
        id,title,category
        a,"Cordless drill 18 V",
        b,"Men's running shoes, blue",
        c,,
        d,"=HYPERLINK(""http://evil.example"",""Black office chair"")",
        e,"Stainless steel bottle 750 ml",
        f,"Red cotton T-shirt",

        """;

    private HttpClient Client => shared.Service.Client;

    [Fact]
    public async Task Every_row_of_an_upload_is_in_the_result_or_in_the_errors_in_order()
    {
        JsonElement made = await Client.CreateAsync(JobClient.Form(Feed, "feed.csv", ("name", "My feed")));
        JsonElement job = await Client.EndAsync(made);

        string[] ids = [.. (await Client.LinesAsync(job))
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("listing_id").GetString()!)];
        Assert.Equal(["a", "b", "d", "e", "f"], ids);
        JsonElement error = JsonDocument.Parse(Assert.Single(await Client.LinesAsync(job, "errors"))).RootElement;
        Assert.Equal(4, error.GetProperty("line").GetInt32());
        Assert.Equal("feed.csv", error.GetProperty("file").GetString());
        Assert.Equal(
            (6, 6, 5, 1, 2),
            (job.GetProperty("rows").GetInt32(), job.GetProperty("rows_done").GetInt32(), job.GetProperty("results").GetInt32(),
                job.GetProperty("bad_rows").GetInt32(), job.GetProperty("chunks_done").GetInt32()));
        Assert.Equal("My feed", job.GetProperty("name").GetString());
        Assert.Single(job.GetProperty("taxonomy_versions").EnumerateArray());
        Assert.False(Directory.Exists(Path.Combine(shared.Service.Folder, "data", "jobs", job.Id(), "chunks")));
    }

    [Fact]
    public async Task A_table_is_safe_for_spreadsheets_and_has_its_media_type_and_name()
    {
        var body = new StringContent(Feed);
        body.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        JsonElement job = await Client.EndAsync(
            await Client.CreateAsync(body, "?name=../../etc/f%22eed.csv&output=csv&layout=wide&min_probability=0.5"));

        using HttpResponseMessage response = await Client.GetAsync($"/v1/jobs/{job.Id()}/result");
        string table = await response.Content.ReadAsStringAsync();

        Assert.Equal("text/csv", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("f-eed-csv.tags.csv", response.Content.Headers.ContentDisposition?.FileName);
        string[] lines = table.Split("\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(6, lines.Length);
        Assert.Contains("category", lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_formula_in_a_feed_is_not_one_in_the_table()
    {
        JsonElement job = await Client.EndAsync(await Client.CreateAsync(JobClient.Form(
            "id,title\n=1+1,\"Cordless drill 18 V\"\n+SUM(A1),\"Black chair\"\n@x,\"Red shirt\"\n", "feed.csv", ("output", "csv"))));

        string table = await Client.GetStringAsync($"/v1/jobs/{job.Id()}/result");

        Assert.Contains("'=1+1", table, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?m)(^|,)\"?[=+@]", table);
    }

    [Fact]
    public async Task A_Parquet_result_is_one_and_ranges_of_it_are_served()
    {
        JsonElement job = await Client.EndAsync(
            await Client.CreateAsync(JobClient.Form(Feed, "feed.csv", ("settings", """{"output":"parquet"}"""))));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/jobs/{job.Id()}/result");
        request.Headers.Range = new RangeHeaderValue(0, 3);

        using HttpResponseMessage response = await Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal("PAR1"u8.ToArray(), await response.Content.ReadAsByteArrayAsync());
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task The_default_category_is_that_of_listings_without_one()
    {
        JsonElement job = await Client.EndAsync(
            await Client.CreateAsync(JobClient.Form("""{"id":"x","title":"Blue, size 42"}""", "one.jsonl", ("category", "Running shoes"))));

        JsonElement result = JsonDocument.Parse(Assert.Single(await Client.LinesAsync(job))).RootElement;
        Assert.Contains("unning", result.GetProperty("category").GetString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_same_idempotency_key_gives_the_same_job_only_for_the_same_request()
    {
        string key = Guid.NewGuid().ToString();
        JsonElement[] made = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SendAsync("id,title\n1,Red shirt\n", key)));

        Assert.Single(made.Select(job => job.Id()).Distinct());
        using HttpRequestMessage other = Request("id,title\n1,Blue shirt\n", key);
        await Client.SendAsync(other).ProblemAsync(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");

        async Task<JsonElement> SendAsync(string feed, string with)
        {
            using HttpRequestMessage request = Request(feed, with);
            using HttpResponseMessage response = await Client.SendAsync(request);
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
            return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        }

        static HttpRequestMessage Request(string feed, string with)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/v1/jobs") { Content = JobClient.Form(feed, "feed.csv") };
            request.Headers.Add("Idempotency-Key", with);
            return request;
        }
    }

    [Fact]
    public async Task A_job_of_another_catalogue_does_not_exist()
    {
        JsonElement job = await Client.EndAsync(await Client.CreateAsync(JobClient.Form("id,title\n1,Red shirt\n", "feed.csv")));

        foreach ((HttpMethod method, string route) in new[]
        {
            (HttpMethod.Get, ""), (HttpMethod.Get, "/result"), (HttpMethod.Get, "/errors"), (HttpMethod.Post, "/pause"),
            (HttpMethod.Post, "/resume"), (HttpMethod.Post, "/cancel"), (HttpMethod.Delete, ""),
        })
        {
            using var request = new HttpRequestMessage(method, $"/v1/jobs/{job.Id()}{route}?catalog=other");
            await Client.SendAsync(request).ProblemAsync(HttpStatusCode.NotFound, "not_found");
        }

        string list = await Client.GetStringAsync("/v1/jobs?catalog=other");
        Assert.DoesNotContain(job.Id(), list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_is_read_page_by_page_without_a_gap()
    {
        var made = new List<string>();
        for (int i = 0; i < 5; i++)
        {
            made.Add((await Client.CreateAsync(JobClient.Form("id,title\n1,Red shirt\n", $"{i}.csv"), "?catalog=other")).Id());
        }

        var read = new List<string>();
        string cursor = "";
        do
        {
            JsonElement page = JsonDocument.Parse(await Client.GetStringAsync(
                $"/v1/jobs?catalog=other&limit=2&cursor={cursor}")).RootElement;
            read.AddRange(page.GetProperty("jobs").EnumerateArray().Select(job => job.Id()));
            cursor = page.GetProperty("cursor").GetString() ?? "";
        }
        while (cursor.Length > 0);

        Assert.Equal(made.AsEnumerable().Reverse(), read);
        await Client.GetAsync("/v1/jobs?cursor=%00x").ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
    }

    [Fact]
    public async Task A_job_is_paused_resumed_and_cancelled()
    {
        string feed = "id,title\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"{i},Red shirt {i}\n"));
        JsonElement job = await Client.CreateAsync(JobClient.Form(feed, "feed.csv"));
        Assert.Equal("paused", (await PostAsync(job, "pause")).State());
        await Client.GetAsync($"/v1/jobs/{job.Id()}/result").ProblemAsync(HttpStatusCode.Conflict, "conflict");
        await Task.Delay(300); // chunks that were being worked on may end
        int done = JsonDocument.Parse(await Client.GetStringAsync($"/v1/jobs/{job.Id()}")).RootElement.GetProperty("rows_done").GetInt32();
        await Task.Delay(500);
        int later = JsonDocument.Parse(await Client.GetStringAsync($"/v1/jobs/{job.Id()}")).RootElement.GetProperty("rows_done").GetInt32();
        Assert.InRange(later, done, done + 8);
        Assert.Contains((await PostAsync(job, "resume")).State(), (string[])["queued", "preparing", "running"]);
        Assert.Equal(200, (await Client.EndAsync(job)).GetProperty("rows_done").GetInt32());

        JsonElement second = await Client.CreateAsync(JobClient.Form(feed, "feed.csv"));
        Assert.Equal("cancelled", (await PostAsync(second, "cancel")).State());
        await Client.PostAsync($"/v1/jobs/{second.Id()}/resume", null).ProblemAsync(HttpStatusCode.Conflict, "conflict");

        async Task<JsonElement> PostAsync(JsonElement of, string verb)
        {
            using HttpResponseMessage response = await Client.PostAsync($"/v1/jobs/{of.Id()}/{verb}", null);
            string body = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, body);
            return JsonDocument.Parse(body).RootElement;
        }
    }

    [Fact]
    public async Task A_deleted_job_leaves_no_file()
    {
        JsonElement job = await Client.EndAsync(await Client.CreateAsync(JobClient.Form(Feed, "feed.csv")));
        string folder = Path.Combine(shared.Service.Folder, "data", "jobs", job.Id());
        Assert.True(Directory.Exists(folder));

        using HttpResponseMessage deleted = await Client.DeleteAsync($"/v1/jobs/{job.Id()}");

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.False(Directory.Exists(folder));
        await Client.GetAsync($"/v1/jobs/{job.Id()}").ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_path_is_read_only_below_an_input_folder()
    {
        string good = Path.Combine(shared.Inputs, "good.csv"), secret = Path.Combine(shared.Outside, "secret.csv");
        await File.WriteAllTextAsync(good, "id,title\n1,Red shirt\n");
        await File.WriteAllTextAsync(secret, "id,title\n1,Secret shirt\n");
        File.CreateSymbolicLink(Path.Combine(shared.Inputs, "file-link.csv"), secret);
        Directory.CreateSymbolicLink(Path.Combine(shared.Inputs, "folder-link"), shared.Outside);
        await Client.EndAsync(await Client.CreateAsync(JsonContent(good)));

        foreach (string path in new[]
        {
            secret, "good.csv", $"{shared.Inputs}/../{Path.GetFileName(shared.Outside)}/secret.csv", $"{shared.Inputs}/file-link.csv",
            $"{shared.Inputs}/folder-link/secret.csv", $"{shared.Inputs}", "/etc/passwd", $"{shared.Inputs}-more/x", good + "\0.csv",
        })
        {
            string body = await Client.PostAsync("/v1/jobs", JsonContent(path)).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
            Assert.DoesNotContain("Secret", body, StringComparison.Ordinal);
        }

        await Client.PostAsync("/v1/jobs", JsonContent(Path.Combine(shared.Inputs, "none.csv")))
            .ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");

        static StringContent JsonContent(string path) => new(
            JsonSerializer.Serialize(new { path }), System.Text.Encoding.UTF8, "application/json");
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_fails_its_job_with_the_reason()
    {
        JsonElement job = await Client.EndAsync(
            await Client.CreateAsync(JobClient.Form([0x50, 0x4B, 3, 4, 1, 2, 3], "broken.xlsx")), "failed");
        Assert.Contains("broken.xlsx", job.GetProperty("error").GetString(), StringComparison.Ordinal);

        JsonElement noTitle = await Client.EndAsync(await Client.CreateAsync(JobClient.Form("a;b\n1;2\n", "columns.csv")), "failed");
        Assert.Contains("title", noTitle.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("format", "pdf", "format")]
    [InlineData("output", "xlsx", "output")]
    [InlineData("encoding", "klingon", "encoding")]
    [InlineData("delimiter", "ab", "delimiter")]
    [InlineData("category", "Nonsense", "category")]
    [InlineData("layout", "wide", "layout")]
    [InlineData("min_probability", "2", "min_probability")]
    [InlineData("map", "title", "map")]
    [InlineData("map", "a=nonsense", "map")]
    [InlineData("webhook", "https://example.org/", "webhook")]
    [InlineData("webhook", "file:///etc/passwd", "webhook")]
    [InlineData("unknown", "1", "unknown")]
    [InlineData("input_bytes", "1", null)]
    public async Task A_wrong_setting_is_refused_by_name(string name, string value, string? field)
    {
        string body = await Client.PostAsync("/v1/jobs", JobClient.Form("id,title\n1,Red shirt\n", "feed.csv", (name, value)))
            .ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");

        Assert.Equal(field, JsonDocument.Parse(body).RootElement.TryGetProperty("field", out JsonElement of) ? of.GetString() : null);
    }

    [Fact]
    public async Task A_malformed_upload_is_refused_and_leaves_nothing()
    {
        int before = Directory.GetDirectories(Path.Combine(shared.Service.Folder, "data", "jobs")).Length;

        await Client.PostAsync("/v1/jobs", JobClient.Form("", "feed.csv")).ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        await Client.PostAsync("/v1/jobs", JobClient.Form(new byte[(1 << 20) + 1], "feed.csv"))
            .ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "too_large");
        foreach ((string type, string body, HttpStatusCode status) in new[]
        {
            ("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nabc",
                HttpStatusCode.BadRequest),
            ("multipart/form-data; boundary=x", "nothing", HttpStatusCode.BadRequest),
            ("multipart/form-data", "--x--", HttpStatusCode.BadRequest),
            ("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"format\"\r\n\r\ncsv\r\n--x--",
                HttpStatusCode.UnprocessableEntity),
            ("application/json", "{", HttpStatusCode.BadRequest),
            ("application/json", "[]", HttpStatusCode.UnprocessableEntity),
            ("application/json", "{\"path\":1}", HttpStatusCode.UnprocessableEntity),
            ("application/json", "{\"format\":null,\"path\":\"/x\"}", HttpStatusCode.UnprocessableEntity),
            ("application/json", "{\"path\":\"\\ud800\"}", HttpStatusCode.UnprocessableEntity),
            ("application/json", "{\"path\":\"/x\",\"path\":\"/y\"}", HttpStatusCode.BadRequest),
            ("application/json", new string('[', 5000), HttpStatusCode.BadRequest),
        })
        {
            var content = new StringContent(body);
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            using HttpResponseMessage response = await Client.PostAsync("/v1/jobs", content);
            Assert.True(response.StatusCode == status, $"{body[..Math.Min(60, body.Length)]}: {response.StatusCode}");
        }

        Assert.Equal(before, Directory.GetDirectories(Path.Combine(shared.Service.Folder, "data", "jobs")).Length);
    }

    [Fact]
    public async Task A_preview_shows_rows_columns_and_notes_and_keeps_nothing()
    {
        int before = Directory.GetDirectories(Path.Combine(shared.Service.Folder, "data", "jobs")).Length;
        using HttpResponseMessage response = await Client.PostAsync(
            "/v1/jobs/preview", JobClient.Form("sku;Name;Farbe\n7;Hemd;rot\n8;;blau\n", "feed.csv", ("map", "id=sku,title=Name")));
        string body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, body);
        JsonElement preview = JsonDocument.Parse(body).RootElement;

        Assert.Equal(["sku", "Name", "Farbe"], preview.GetProperty("columns").EnumerateArray().Select(column => column.GetString()));
        JsonElement[] rows = [.. preview.GetProperty("rows").EnumerateArray()];
        Assert.Equal("Hemd", rows[0].GetProperty("title").GetString());
        Assert.Equal("rot", rows[0].GetProperty("cells").GetProperty("Farbe").GetString());
        Assert.Equal(JsonValueKind.String, rows[1].GetProperty("error").ValueKind);
        Assert.Equal(before, Directory.GetDirectories(Path.Combine(shared.Service.Folder, "data", "jobs")).Length);
    }

    [Fact]
    public async Task A_preview_without_a_title_column_still_shows_the_columns_to_map()
    {
        using HttpResponseMessage response =
            await Client.PostAsync("/v1/jobs/preview", JobClient.Form("sku;Produktname\n7;Hemd\n", "feed.csv"));
        string body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, body);
        Assert.Equal(
            ["sku", "Produktname"],
            JsonDocument.Parse(body).RootElement.GetProperty("columns").EnumerateArray().Select(column => column.GetString()));
    }

    [Fact]
    public async Task Hostile_ids_are_not_found()
    {
        foreach (string id in new[] { "..%2F..%2Fetc", "%00", "x", new string('a', 5000), "'; DROP TABLE jobs; --" })
        {
            using HttpResponseMessage response = await Client.GetAsync($"/v1/jobs/{id}/result");
            Assert.InRange((int)response.StatusCode, 400, 499);
        }

        Assert.NotEmpty(await Client.GetStringAsync("/v1/jobs"));
    }
}
