using System.Text.Json;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Files;

/// <summary>Reads a JSON file into the same nodes as <see cref="YamlFile"/>, so that messages can name lines.</summary>
internal static class JsonFile
{
    private const int MostDepth = 16;

    /// <summary>Reads a file that must hold one object. Numbers, true and false become texts as written.</summary>
    /// <returns>Null when it cannot be read; the log says why. Duplicate names are logged, and the first of them kept.</returns>
    public static YamlMap? Read(string path, ProblemLog log)
    {
        byte[]? bytes = WholeFile.Read(path, FileLimits.JsonBytes, "Import it as CSV or JSONL.", log);
        return bytes is null ? null : Parse(path, bytes, 1, log);
    }

    /// <summary>The same over bytes in memory, whose first line has the given number.</summary>
    public static YamlMap? Parse(string path, ReadOnlySpan<byte> bytes, int firstLine, ProblemLog log)
    {
        bytes = bytes[(bytes.StartsWith(System.Text.Encoding.UTF8.Preamble) ? 3 : 0)..];
        var lines = new LineCounter(firstLine);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = MostDepth, CommentHandling = JsonCommentHandling.Skip });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                log.Error(path, firstLine, "Expected a JSON object, {…}.");
                return null;
            }

            YamlMap map = (YamlMap)ReadNode(ref reader, bytes, ref lines, "name", path, log);
            reader.Read(); // throws on trailing content
            return map;
        }
        catch (JsonException e)
        {
            log.Error(path, firstLine + (int)(e.LineNumber ?? 0), $"The file cannot be read: {JsonFault.Describe(e)}. "
                + $"Correct it here, or write it again.");
        }
        catch (InvalidOperationException)
        {
            log.Error(path, lines.At(bytes, reader.TokenStartIndex), "A text is not valid Unicode (half of a surrogate pair, "
                + "or bytes that are not UTF-8).");
        }

        return null;
    }

    private static YamlNode ReadNode(
        ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes, ref LineCounter lines, string field, string path, ProblemLog log)
    {
        int line = lines.At(bytes, reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var entries = new List<(YamlText, YamlNode)>();
                var first = new Dictionary<string, int>(StringComparer.Ordinal);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    YamlText key =
                        YamlText.Limited(lines.At(bytes, reader.TokenStartIndex), reader.GetString()!, isQuoted: true, "name", path, log);
                    reader.Read();
                    YamlNode value = ReadNode(ref reader, bytes, ref lines, key.Text, path, log);
                    if (first.TryAdd(key.Text, key.Line))
                    {
                        entries.Add((key, value));
                    }
                    else
                    {
                        log.Error(path, key.Line, $"The name '{key.Text}' is listed again, first on line {first[key.Text]}. Remove one.");
                    }
                }

                return new YamlMap(line, entries);
            case JsonTokenType.StartArray:
                var items = new List<YamlNode>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(ReadNode(ref reader, bytes, ref lines, field, path, log));
                }

                return new YamlList(line, items);
            case JsonTokenType.String:
                return YamlText.Limited(line, reader.GetString()!, isQuoted: true, field, path, log);
            case JsonTokenType.Null:
                return new YamlText(line, "", IsQuoted: false);
            default:
                return YamlText.Limited(line, System.Text.Encoding.UTF8.GetString(reader.ValueSpan), isQuoted: false, field, path, log);
        }
    }

    // Counts line ends on the way, so that asking for every token's line stays linear.
    private struct LineCounter(int firstLine)
    {
        private long position;
        private int line = firstLine;

        public int At(ReadOnlySpan<byte> bytes, long index)
        {
            if (index > position)
            {
                line += bytes[(int)position..(int)index].Count((byte)'\n');
                position = index;
            }

            return line;
        }
    }
}
