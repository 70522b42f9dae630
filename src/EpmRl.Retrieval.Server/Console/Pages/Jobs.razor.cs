using System.Text.Json;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Jobs;
using EpmRl.Retrieval.Server.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace EpmRl.Retrieval.Server.WebConsole.Pages;

/// <content>Uploads, and the list that follows the jobs while they run.</content>
public partial class Jobs
{
    private const int MostJobs = 50;
    private static readonly string[] Fields = ["title", "description", "category", "id"];
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly CancellationTokenSource leaving = new();
    private readonly Dictionary<string, string> map = new(StringComparer.Ordinal);
    private ElementReference zone;
    private IJSObjectReference? module;
    private DotNetObjectReference<Jobs>? self;
    private IReadOnlyList<JobInfo>? jobs;
    private bool mayTag, isListening;
    private string catalog = "", announcement = "", output = "csv", layout = "long";
    private string? fileName, problem, deleting;
    private string key = "";
    private long fileBytes;
    private int? uploaded;
    private JobPreview? preview;

    /// <summary>A file was chosen or dropped.</summary>
    [JSInvokable]
    public async Task ChosenAsync(string name, long bytes)
    {
        (fileName, fileBytes, preview, problem, uploaded) = (name, bytes, null, null, null);
        key = Guid.NewGuid().ToString("N"); // one for each choice: a repeated click makes no second job
        map.Clear();
        await LookAsync();
        StateHasChanged();
    }

    /// <summary>Some of the upload has arrived.</summary>
    [JSInvokable]
    public void UploadedAsync(int percent)
    {
        uploaded = percent;
        StateHasChanged();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await leaving.CancelAsync();
        Dispose();
        self?.Dispose();
        if (module is not null)
        {
            try
            {
                await module.DisposeAsync();
            }
            catch (JSDisconnectedException)
            {
                // The browser has gone, and the module with it.
            }
        }

        leaving.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        mayTag = await Session.AllowsAsync(KeyScope.Tag);
        catalog = await Session.CatalogAsync();
        await LoadAsync();
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        if (mayTag)
        {
            self = DotNetObjectReference.Create(this);
            module = await Script.InvokeAsync<IJSObjectReference>("import", Files.PathOf("jobs.js"));
            await module.InvokeVoidAsync("listen", zone, self);
            isListening = true;
            StateHasChanged();
        }

        try
        {
            using var timer = new PeriodicTimer(Pause);
            while (await timer.WaitForNextTickAsync(leaving.Token))
            {
                await LoadAsync();
                StateHasChanged();
            }
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string ToneOf(JobState state) => state switch
    {
        JobState.Completed => "found",
        JobState.Failed => "conflict",
        JobState.Paused => "check",
        _ => "",
    };

    private static string SignOf(JobState state) => state switch
    {
        JobState.Completed => "found",
        JobState.Failed => "check",
        JobState.Running or JobState.Preparing or JobState.Queued => "next",
        _ => "none",
    };

    private string Link(JobInfo job, string file) => $"/v1/jobs/{job.Id}/{file}?catalog={Uri.EscapeDataString(catalog)}";

    private Task LoadAsync() => RunAsync(
        async token =>
        {
            await Session.DemandAsync(KeyScope.Read);
            List<JobRow> rows = await Store.ListAsync(catalog, null, null, MostJobs, token);
            Dictionary<string, JobProgress> progress = await Store.ProgressAsync([.. rows.Select(row => row.Id)], token);
            return (IReadOnlyList<JobInfo>)
                [.. rows.Select(row => JobInfo.Of(row, progress.GetValueOrDefault(row.Id, JobProgress.None), Store, Session.Options.Jobs))];
        },
        answer => jobs = answer);

    private async Task DoAsync<T>(Func<HttpContext, Task<T>> operation)
    {
        deleting = null;
        string? failed = null;
        try
        {
            await Session.DemandAsync(KeyScope.Tag);
            await operation(await Session.RequestAsync(Provider));
        }
        catch (Exception failure) when (failure is RetrievalException or OperationCanceledException or IOException)
        {
            failed = ConsoleSession.TextOf(failure);
        }

        await LoadAsync();
        problem = failed ?? problem;
        announcement = failed ?? "Done.";
    }

    private async Task LookAsync()
    {
        JsonElement answer = await module!.InvokeAsync<JsonElement>("preview", leaving.Token, catalog, Settings());
        (preview, problem) = answer.TryGetProperty("preview", out JsonElement read)
            ? (read.Deserialize<JobPreview>(Json), null)
            : (preview, answer.GetProperty("error").GetString());
    }

    private Task MapAsync(string field, string? column)
    {
        if (string.IsNullOrEmpty(column))
        {
            map.Remove(field);
        }
        else
        {
            map[field] = column;
        }

        return LookAsync();
    }

    private async Task StartAsync()
    {
        (uploaded, problem) = (0, null);
        Dictionary<string, string> settings = Settings();
        settings["output"] = output;
        if (output != "jsonl")
        {
            settings["layout"] = layout;
        }

        JsonElement answer = await module!.InvokeAsync<JsonElement>("start", leaving.Token, catalog, settings, key, self);
        uploaded = null;
        if (answer.TryGetProperty("error", out JsonElement error))
        {
            problem = error.GetString();
            return;
        }

        announcement = $"The job of {fileName} has begun.";
        Forget();
        await LoadAsync();
    }

    private void Forget() => (fileName, preview, problem, uploaded) = (null, null, null, null);

    private Dictionary<string, string> Settings()
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        if (map.Count > 0)
        {
            settings["map"] = string.Join(',', map.Select(pair => $"{pair.Key}={pair.Value}"));
        }

        return settings;
    }
}
