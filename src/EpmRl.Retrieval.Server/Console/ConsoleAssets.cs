using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace EpmRl.Retrieval.Server.WebConsole;

/// <summary>
/// Scripts and styles of the console, embedded in this assembly and compressed once at start. The name of a file holds the hash of its
/// content, so that browsers keep it for good and never see an old one.
/// </summary>
internal sealed class ConsoleAssets
{
    /// <summary>Where the files are served.</summary>
    public const string Folder = "/_console/";

    private const string ResourcePrefix = "console/";

    private readonly FrozenDictionary<string, Asset> byServedName;
    private readonly FrozenDictionary<string, string> servedNames;

    /// <summary>Reads and compresses the files.</summary>
    public ConsoleAssets()
    {
        Asset[] assets =
        [
            .. typeof(ConsoleAssets).Assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal)).AsParallel().Select(Read),
        ];
        byServedName = assets.ToFrozenDictionary(asset => asset.ServedName, StringComparer.Ordinal);
        servedNames = assets.ToFrozenDictionary(asset => asset.Name, asset => Folder + asset.ServedName, StringComparer.Ordinal);
    }

    /// <summary>The path under which a file is served.</summary>
    public string PathOf(string name) => servedNames[name];

    /// <summary>Writes a file in the form that the caller accepts.</summary>
    public async Task WriteAsync(HttpContext context, string servedName)
    {
        if (!byServedName.TryGetValue(servedName, out Asset? asset))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        IHeaderDictionary headers = context.Response.Headers;
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers.ETag = asset.Tag;
        headers.Vary = HeaderNames.AcceptEncoding;
        if (context.Request.Headers.IfNoneMatch.ToString().Contains(asset.Tag, StringComparison.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        string accepted = context.Request.Headers.AcceptEncoding.ToString();
        (byte[] body, string? encoding) = accepted.Contains("br", StringComparison.OrdinalIgnoreCase) ? (asset.Brotli, "br")
            : accepted.Contains("gzip", StringComparison.OrdinalIgnoreCase) ? (asset.Gzip, "gzip")
            : (asset.Plain, (string?)null);
        headers.ContentEncoding = encoding;
        context.Response.ContentType = asset.Type;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static Asset Read(string resource)
    {
        using Stream stream = typeof(ConsoleAssets).Assembly.GetManifestResourceStream(resource)!;
        byte[] plain = new byte[stream.Length];
        stream.ReadExactly(plain);
        string name = resource[ResourcePrefix.Length..];
        string hash = Convert.ToHexStringLower(SHA256.HashData(plain))[..12];
        return new Asset(
            name,
            $"{Path.GetFileNameWithoutExtension(name)}.{hash}{Path.GetExtension(name)}",
            $"\"{hash}\"",
            Path.GetExtension(name) switch
            {
                ".js" => "text/javascript; charset=utf-8",
                ".css" => "text/css; charset=utf-8",
                ".svg" => "image/svg+xml",
                _ => "application/octet-stream",
            },
            plain,
            Compress(plain, output => new BrotliStream(output, CompressionLevel.SmallestSize)),
            Compress(plain, output => new GZipStream(output, CompressionLevel.SmallestSize)));
    }

    private static byte[] Compress(byte[] plain, Func<Stream, Stream> compression)
    {
        using var output = new MemoryStream();
        using (Stream compressing = compression(output))
        {
            compressing.Write(plain);
        }

        return output.ToArray();
    }

    private sealed record Asset(string Name, string ServedName, string Tag, string Type, byte[] Plain, byte[] Brotli, byte[] Gzip);
}
