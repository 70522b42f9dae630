using System.Text.Encodings.Web;
using System.Text.Json;

namespace EpmRl.Retrieval.Catalog;

/// <summary>How JSON Lines are written.</summary>
public static class JsonLines
{
    /// <summary>One line an object, letters of every language as they are: the files are read by people too, never put into a web page.</summary>
    public static JsonWriterOptions Writing { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
