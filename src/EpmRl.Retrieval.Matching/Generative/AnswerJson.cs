using System.Text.Encodings.Web;
using System.Text.Json;

namespace EpmRl.Retrieval.Matching;

/// <summary>Settings of JSON that is part of a prompt, a grammar or an answer.</summary>
internal static class AnswerJson
{
    /// <summary>Letters of all scripts stand as they are, as models read them.</summary>
    public static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Strict: no comments, no trailing commas, no key twice.</summary>
    public static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };
}
