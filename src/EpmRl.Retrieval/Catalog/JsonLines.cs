using System.Text.Encodings.Web;
using System.Text.Json;

namespace EpmRl.Retrieval.Catalog;

/// <summary>The form of JSON Lines.</summary>
internal static class JsonLines
{
    /// <summary>
    /// One object per line, letters of every language unescaped: the files are also read by people, never embedded in a web page.
    /// </summary>
    public static JsonWriterOptions Writing { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
