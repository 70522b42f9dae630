namespace EpmRl.Retrieval.Matching;

/// <summary>Writes fields of CSV.</summary>
internal static class Csv
{
    /// <summary>A field, in quotes where it needs them (RFC 4180).</summary>
    public static string Field(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.AsSpan().IndexOfAny("\",\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
