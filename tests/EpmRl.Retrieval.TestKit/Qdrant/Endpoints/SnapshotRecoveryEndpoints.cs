using EpmRl.Retrieval.TestKit.Qdrant.Http;
using EpmRl.Retrieval.TestKit.Qdrant.Json;
using EpmRl.Retrieval.TestKit.Qdrant.State;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace EpmRl.Retrieval.TestKit.Qdrant.Endpoints;

/// <summary>
/// Recovers collections from snapshots: a file of the server, one behind a URL, or one that is sent along. A failure leaves nothing behind.
/// </summary>
internal sealed class SnapshotRecoveryEndpoints(EndpointContext context)
{
    private const string Directory = "/qdrant/snapshots";
    private const int ChecksumLength = 64;

    public static void Map(Router router, EndpointContext context)
    {
        SnapshotRecoveryEndpoints endpoints = new(context);
        router.MapSlow("PUT", "/collections/{collection}/snapshots/recover", endpoints.RecoverAsync);
        router.MapSlow("POST", "/collections/{collection}/snapshots/upload", endpoints.UploadAsync);
    }

    private static void CheckFormat(string? checksum)
    {
        if (checksum is not null && (checksum.Length != ChecksumLength || !checksum.All(char.IsAsciiHexDigit)))
        {
            throw QdrantError.InvalidBody(
                "checksum",
                $"Validation error: invalid_sha256_hash [{{\"value\": String(\"{checksum}\"), \"length\": Number({checksum.Length}), "
                    + $"\"expected_length\": Number({ChecksumLength})}}]");
        }
    }

    private static async Task<byte[]> DownloadAsync(Uri location, string? apiKey, CancellationToken stop)
    {
        using HttpClient client = new();
        using HttpRequestMessage request = new(HttpMethod.Get, location);
        if (apiKey is not null)
        {
            request.Headers.Add("api-key", apiKey);
        }

        try
        {
            using HttpResponseMessage response = await client.SendAsync(request, stop).ConfigureAwait(false);
            return response.IsSuccessStatusCode
                ? await response.Content.ReadAsByteArrayAsync(stop).ConfigureAwait(false)
                : throw QdrantError.WrongInput($"Failed to download tar from {location.OriginalString}: status - "
                    + $"{(int)response.StatusCode} {response.ReasonPhrase}");
        }
        catch (HttpRequestException)
        {
            throw QdrantError.Internal($"Http request error: error sending request for url ({location.OriginalString})");
        }
    }

    private static async Task<(string FileName, byte[] Content)> ReadFileAsync(EmulatorRequest request, CancellationToken stop)
    {
        string boundary = HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(request.Headers["content-type"]).Boundary).ToString();
        MultipartReader reader = new(boundary, new MemoryStream(request.Body));
        while (await reader.ReadNextSectionAsync(stop).ConfigureAwait(false) is { } section)
        {
            ContentDispositionHeaderValue? disposition = section.GetContentDispositionHeader();
            if (disposition?.Name == "snapshot" || disposition?.Name == "\"snapshot\"")
            {
                using MemoryStream content = new();
                await section.Body.CopyToAsync(content, stop).ConfigureAwait(false);
                string name = HeaderUtilities.RemoveQuotes(disposition.FileName).ToString();
                return (name.Length > 0 ? name : "snapshot", content.ToArray());
            }
        }

        throw new QdrantError(400, "Required field is missing: snapshot") { IsPlainText = true };
    }

    private static EmulatorAnswer Answer(EmulatorRequest request) =>
        request.Flag("wait", otherwise: true) ? EmulatorAnswer.Result(true) : EmulatorAnswer.Accepted();

    private async Task<EmulatorAnswer> RecoverAsync(EmulatorRequest request, CancellationToken stop)
    {
        JsonItem body = request.JsonObject("SnapshotRecover");
        JsonItem place = body["location"] ?? throw FormatFault.MissingField("location", body);
        string? checksum = body["checksum"]?.Text;
        if (!Uri.TryCreate(place.Text, UriKind.Absolute, out Uri? location) || place.Text.StartsWith('/'))
        {
            throw new FormatFault($"relative URL without a base: \"{place.Text}\"", place.Token);
        }

        CheckFormat(checksum);
        request.DemandWrite();
        byte[] content = location.IsFile
            ? context.Server.Alone(() => ReadFile(location.LocalPath))
            : await DownloadAsync(location, body["api_key"]?.Text, stop).ConfigureAwait(false);
        string found = new SnapshotFile("", default, content, HasChecksum: true).Sha256;
        if (checksum is not null && checksum != found)
        {
            throw QdrantError.WrongInput($"Snapshot checksum mismatch: expected {checksum}, got {found}");
        }

        context.Server.Alone(() => Recover(request.Collection, content));
        return Answer(request);
    }

    private async Task<EmulatorAnswer> UploadAsync(EmulatorRequest request, CancellationToken stop)
    {
        string? checksum = request.Query.GetValueOrDefault("checksum");
        CheckFormat(checksum);
        (string name, byte[] content) = await ReadFileAsync(request, stop).ConfigureAwait(false);
        request.DemandWrite();
        SnapshotFile file = new(name, context.Store.Settings.Time.GetUtcNow(), content, HasChecksum: false);
        if (checksum is not null && checksum != file.Sha256)
        {
            // The server has the two the wrong way round.
            throw new QdrantError(400, $"Checksum mismatch: expected {file.Sha256}, actual {checksum}");
        }

        context.Server.Alone(() =>
        {
            Collection recovered = Recover(request.Collection, content);
            context.Store.Add(recovered.Name, file);
            return recovered;
        });
        return Answer(request);
    }

    private byte[] ReadFile(string path)
    {
        string full = Path.GetFullPath(path);
        if (!full.StartsWith($"{Directory}/", StringComparison.Ordinal))
        {
            throw QdrantError.Forbidden($"Snapshot file path must be inside the snapshots directory \"{Directory}\"");
        }

        string[] parts = full[(Directory.Length + 1)..].Split('/');
        SnapshotFile? file = parts is [var collection, var name] ? context.Store.SnapshotsOf(collection)?.GetValueOrDefault(name) : null;
        return file?.Content ?? throw QdrantError.BadRequest($"Snapshot file \"{full}\" does not exist");
    }

    /// <summary>Puts the collection of a snapshot in the place of the one that has the name, or that the alias points to.</summary>
    private Collection Recover(string name, byte[] content)
    {
        string target = context.Store.Find(name)?.Name ?? name;
        Collection recovered = SnapshotArchive.Read(content, target, context.Store.Settings);
        context.Store.Replace(recovered);
        return recovered;
    }
}
