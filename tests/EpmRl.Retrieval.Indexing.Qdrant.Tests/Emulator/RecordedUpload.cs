using System.Net.Http.Headers;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests.Emulator;

/// <summary>Builds the multipart bodies that a recording only describes.</summary>
internal static class RecordedUpload
{
    /// <param name="description">The recording's words in place of the body.</param>
    /// <param name="contentType">The header, with the boundary.</param>
    /// <param name="download">The snapshot that was downloaded before.</param>
    public static byte[] Build(string description, string contentType, byte[] download)
    {
        string boundary = MediaTypeHeaderValue.Parse(contentType).Parameters.Single().Value!;
        byte[] file = description.Contains("not a tar file", StringComparison.Ordinal) ? "this is not a snapshot"u8.ToArray()
            : description.Contains("first half", StringComparison.Ordinal) ? download[..(download.Length / 2)]
            : download;
        string field = description.Contains("'file' instead", StringComparison.Ordinal) ? "file" : "snapshot";
        string head = $"--{boundary}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"upload.snapshot\"\r\nContent-Type: "
            + $"application/octet-stream\r\n\r\n";
        return [.. System.Text.Encoding.UTF8.GetBytes(head), .. file, .. System.Text.Encoding.UTF8.GetBytes($"\r\n--{boundary}--\r\n")];
    }
}
