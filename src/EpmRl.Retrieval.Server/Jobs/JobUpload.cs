using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Http;
using EpmRl.Retrieval.Storage;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace EpmRl.Retrieval.Server.Jobs;

/// <summary>
/// The input and the settings of a request: multipart with a part <c>file</c>, the file itself as the body with settings in the query, or
/// JSON with a <c>path</c>. Files go to the disk as they arrive.
/// </summary>
internal static class JobUpload
{
    private const int MostSettingBytes = 1 << 16, MostParts = 50, LongestName = 200, BufferBytes = 1 << 16;
    private static readonly string[] QuerySettings =
        ["name", "format", "map", "sheet", "encoding", "delimiter", "locale", "category", "output", "layout", "min_probability", "review",
            "webhook"];

    /// <summary>Receives a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="path">Where an uploaded file goes; its folder exists.</param>
    /// <param name="limits">Limits of requests.</param>
    /// <returns>The settings with the input's name and size, and the SHA-256 of settings and file.</returns>
    /// <exception cref="RequestException">The request is not in one of the forms, too large, or empty.</exception>
    public static async Task<(JobSettings Settings, string Hash)> ReceiveAsync(HttpContext context, string path, LimitOptions limits)
    {
        HttpRequest request = context.Request;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = limits.MaxUploadBytes + (MostParts * MostSettingBytes);
        }

        JsonObject settings = [];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string? name = null;
        long? bytes = null;
        string type = request.ContentType?.Split(';')[0].Trim().ToLowerInvariant() ?? "";
        bool named = request.Query.ContainsKey("name");
        if (type == "multipart/form-data")
        {
            (name, bytes) = await ReadPartsAsync(request, settings, path, limits, hash, context.RequestAborted);
        }
        else if (type == "application/json" && !named)
        {
            settings = ParseObject(await TextAsync(request.Body, context.RequestAborted));
        }
        else
        {
            foreach (string key in QuerySettings.Where(key => key != "name" && request.Query.ContainsKey(key)))
            {
                settings[key] = Value(key, request.Query[key].ToString());
            }

            name = named ? request.Query["name"].ToString() : NameOf(type);
            bytes = await SaveAsync(request.Body, path, limits, hash, context.RequestAborted);
        }

        if (settings.Any(pair => pair.Key is "input_name" or "input_bytes" or "input_written"))
        {
            throw RequestException.Invalid("'input_name', 'input_bytes' and 'input_written' are not settings of a request.");
        }

        JobSettings read = JobSettings.Parse(Write(settings));
        if (bytes is null == (read.Path is null))
        {
            throw RequestException.Invalid(bytes is null
                ? "The request has no file. Send one as the part 'file' of multipart/form-data or as the body, or JSON with a 'path'."
                : "The request has both a file and a 'path'; expected one of them.");
        }

        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(read.ToJson()));
        read = read with { InputName = SafeName(name ?? Path.GetFileName(read.Path!)), InputBytes = bytes ?? 0 };
        return (read, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static async Task<(string? Name, long? Bytes)> ReadPartsAsync(
        HttpRequest request, JsonObject settings, string path, LimitOptions limits, IncrementalHash hash,
            CancellationToken cancellationToken)
    {
        string? boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)
            ? HeaderUtilities.RemoveQuotes(type.Boundary).Value : null;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > 200)
        {
            throw new RequestException(StatusCodes.Status400BadRequest, "malformed", "The multipart body states no boundary.",
                "Content-Type");
        }

        var parts = new MultipartReader(boundary, request.Body) { BodyLengthLimit = null };
        string? name = null;
        long? bytes = null;
        try
        {
            for (int i = 0; await parts.ReadNextSectionAsync(cancellationToken) is { } part; i++)
            {
                if (i == MostParts)
                {
                    throw RequestException.Invalid($"The multipart body has more than {MostParts} parts.");
                }

                ContentDispositionHeaderValue? disposition = part.GetContentDispositionHeader();
                string field = HeaderUtilities.RemoveQuotes(disposition?.Name ?? StringSegment.Empty).ToString();
                if (field == "file")
                {
                    if (bytes is not null)
                    {
                        throw RequestException.Invalid("The multipart body has two parts 'file'; a job has one input.", "file");
                    }

                    _ = JobSettings.Parse(Write(settings)); // wrong settings are refused before a long upload
                    StringSegment given = disposition!.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName;
                    name = given.HasValue ? HeaderUtilities.RemoveQuotes(given).ToString() : "input";
                    bytes = await SaveAsync(part.Body, path, limits, hash, cancellationToken);
                }
                else if (field == "settings")
                {
                    foreach ((string key, JsonNode? value) in ParseObject(await TextAsync(part.Body, cancellationToken)))
                    {
                        settings[key] = value?.DeepClone();
                    }
                }
                else if (field.Length > 0)
                {
                    settings[field] = Value(field, await TextAsync(part.Body, cancellationToken));
                }
            }
        }
        catch (Exception malformed) when (malformed is InvalidDataException
            || (malformed is IOException and not BadHttpRequestException && !DiskFull.Is(malformed)))
        {
            throw new RequestException(
                StatusCodes.Status400BadRequest, "malformed", "The multipart body is damaged, or ends before its last boundary.");
        }

        return (name, bytes);
    }

    private static async Task<long> SaveAsync(
        Stream body, string path, LimitOptions limits, IncrementalHash hash, CancellationToken cancellationToken)
    {
        var create = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            create.UnixCreateMode = FileModes.PrivateFile;
        }

        await using var file = new FileStream(path, create);
        byte[] buffer = new byte[BufferBytes];
        long bytes = 0;
        for (int read; (read = await body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            bytes += read;
            if (bytes > limits.MaxUploadBytes)
            {
                throw new RequestException(
                    StatusCodes.Status413PayloadTooLarge, "too_large",
                    $"The file has more than {limits.MaxUploadBytes:N0} bytes. Split it, or compress it with gzip.", "file");
            }

            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        if (bytes == 0)
        {
            throw RequestException.Invalid("The file is empty.", "file");
        }

        file.Flush(flushToDisk: true); // the job must find it after a power cut
        return bytes;
    }

    private static async Task<string> TextAsync(Stream body, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[MostSettingBytes + 1];
        int length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return length <= MostSettingBytes
            ? System.Text.Encoding.UTF8.GetString(buffer, 0, length)
            : throw new RequestException(
                StatusCodes.Status413PayloadTooLarge, "too_large", $"Settings of more than {MostSettingBytes:N0} bytes are not accepted.");
    }

    private static JsonObject ParseObject(string text)
    {
        try
        {
            JsonObject read =
                JsonNode.Parse(text) as JsonObject ?? throw RequestException.Invalid("The settings are not a JSON object.", "settings");
            _ = read.Count; // reads the members: a duplicate key is found here
            return read;
        }
        catch (Exception malformed) when (malformed is System.Text.Json.JsonException or ArgumentException)
        {
            throw new RequestException(StatusCodes.Status400BadRequest, "malformed", "The settings are not JSON.", "settings");
        }
    }

    private static string Write(JsonObject settings)
    {
        try
        {
            return settings.ToJsonString();
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or ArgumentException)
        {
            throw RequestException.Invalid("The settings hold text that is not valid Unicode.");
        }
    }

    // Forms and queries know only text.
    private static JsonNode? Value(string field, string text) =>
        field == "review" && bool.TryParse(text, out bool review) ? review
        : field != "min_probability" ? text
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number
        : throw RequestException.Invalid($"'min_probability' is '{text}'; expected a number from 0 to 1.", "min_probability");

    private static string NameOf(string type) => type switch
    {
        "text/csv" => "input.csv",
        "text/tab-separated-values" => "input.tsv",
        "application/x-ndjson" or "application/jsonl" or "application/jsonlines" => "input.jsonl",
        "application/xml" or "text/xml" => "input.xml",
        "application/vnd.apache.parquet" => "input.parquet",
        "application/gzip" => "input.gz",
        _ => "input",
    };

    // A name is shown, and its extension gives the format; it never becomes a path.
    private static string SafeName(string name)
    {
        string last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        string safe = new([.. last.Where(letter => !char.IsControl(letter) && !char.IsSurrogate(letter)).TakeLast(LongestName)]);
        return safe.Trim().Length == 0 ? "input" : safe.Trim();
    }
}
