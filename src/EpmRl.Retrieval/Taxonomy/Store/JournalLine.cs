using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>
/// An entry as a line of text: a JSON object whose last member is the checksum of everything before it, the previous line's checksum
/// included, so that the lines form a chain.
/// </summary>
internal static class JournalLine
{
    public const string NoPrevious = "0000000000000000";

    private const int CheckDigits = 16;

    private static ReadOnlySpan<byte> CheckStart => ",\"check\":\""u8;

    private static ReadOnlySpan<byte> CheckEnd => "\"}"u8;

    /// <summary>The JSON form of entries and edits.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The line, with its end, and its checksum.</summary>
    public static (byte[] Line, string Check) Write(JournalEntry entry)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(entry, Json);
        ReadOnlySpan<byte> body = json.AsSpan(0, json.Length - 1); // the checksum comes before the last brace
        string check = CheckOf(body);
        return ([.. body, .. CheckStart, .. System.Text.Encoding.ASCII.GetBytes(check), .. CheckEnd, (byte)'\n'], check);
    }

    /// <summary>Reads a line without its end.</summary>
    /// <returns>Null with a reason when it is damaged.</returns>
    public static JournalEntry? Read(ReadOnlySpan<byte> line, out string check, [NotNullWhen(false)] out string? problem)
    {
        check = "";
        int tail = CheckStart.Length + CheckDigits + CheckEnd.Length;
        if (line.Length <= tail || !line[^tail..].StartsWith(CheckStart) || !line.EndsWith(CheckEnd))
        {
            problem = "the line does not end in a checksum";
            return null;
        }

        ReadOnlySpan<byte> body = line[..^tail];
        check = System.Text.Encoding.ASCII.GetString(line[^(CheckDigits + CheckEnd.Length)..^CheckEnd.Length]);
        if (CheckOf(body) != check)
        {
            problem = "the line's checksum is wrong";
            return null;
        }

        try
        {
            problem = null;
            return JsonSerializer.Deserialize<JournalEntry>([.. body, (byte)'}'], Json);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            string fault = e is JsonException wrong ? JsonFault.Describe(wrong) : "it is of another form than expected";
            problem = $"the line is complete but cannot be read ({fault}); it may be of a newer version of the program";
            return null;
        }
    }

    private static string CheckOf(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, CheckDigits / 2));
}
