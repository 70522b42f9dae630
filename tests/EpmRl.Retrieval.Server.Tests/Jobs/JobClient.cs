using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace EpmRl.Retrieval.Server.Tests.Jobs;

/// <summary>Calls of the routes of jobs.</summary>
internal static class JobClient
{
    public static readonly string[] Ended = ["completed", "failed", "cancelled"];

    /// <summary>A multipart body with a file, after the fields that come before it.</summary>
    public static MultipartFormDataContent Form(string file, string name, params (string Name, string Value)[] fields) =>
        Form(System.Text.Encoding.UTF8.GetBytes(file), name, fields);

    public static MultipartFormDataContent Form(byte[] file, string name, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent();
        foreach ((string field, string value) in fields)
        {
            form.Add(new StringContent(value), field);
        }

        var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        form.Add(content, "file", name);
        return form;
    }

    public static async Task<JsonElement> CreateAsync(this HttpClient client, HttpContent content, string query = "")
    {
        using HttpResponseMessage response = await client.PostAsync("/v1/jobs" + query, content);
        string body = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.Created, body);
        return JsonDocument.Parse(body).RootElement;
    }

    /// <summary>Waits until a job has ended, and gives it.</summary>
    public static async Task<JsonElement> EndAsync(this HttpClient client, JsonElement job, string state = "completed")
    {
        string id = job.Id();
        for (int i = 0; i < 600; i++)
        {
            JsonElement now = JsonDocument.Parse(await client.GetStringAsync($"/v1/jobs/{id}")).RootElement;
            if (Ended.Contains(now.State()))
            {
                Assert.True(now.State() == state, now.ToString());
                return now;
            }

            await Task.Delay(100);
        }

        throw new Xunit.Sdk.XunitException($"Job {id} did not end: {await client.GetStringAsync($"/v1/jobs/{id}")}");
    }

    public static async Task<string[]> LinesAsync(this HttpClient client, JsonElement job, string file = "result") =>
        (await client.GetStringAsync($"/v1/jobs/{job.Id()}/{file}")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static string Id(this JsonElement job) => job.GetProperty("id").GetString()!;

    public static string State(this JsonElement job) => job.GetProperty("state").GetString()!;

    /// <summary>Checks that an answer is a problem with a status and a code.</summary>
    public static async Task<string> ProblemAsync(this Task<HttpResponseMessage> call, HttpStatusCode status, string code)
    {
        using HttpResponseMessage response = await call;
        string body = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{response.StatusCode}: {body}");
        Assert.Equal(code, JsonDocument.Parse(body).RootElement.GetProperty("code").GetString());
        return body;
    }
}
