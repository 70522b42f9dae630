using System.Text;
using YamlDotNet.Core.Events;
using YamlDotNet.Core;

namespace EpmRl.Retrieval.Files;

/// <summary>
/// Reads one YAML file into nodes with their lines. Anchors, aliases and tags are refused (they have no use here, and a few lines of them
/// can expand to gigabytes), and so are deep nesting and bytes that are not UTF-8.
/// </summary>
internal static class YamlFile
{
    private const int MostDepth = 16;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file that must hold one map.</summary>
    /// <returns>Null when it cannot be read; the log says why. Duplicate keys are logged, and the first of them kept.</returns>
    public static YamlMap? Read(string path, ProblemLog log)
    {
        byte[]? bytes = WholeFile.Read(path, FileLimits.YamlBytes, "Split the attribute, or import it as JSONL.", log);
        return bytes is null ? null : Parse(path, bytes, log);
    }

    /// <summary>The same over bytes in memory.</summary>
    public static YamlMap? Parse(string path, byte[] bytes, ProblemLog log)
    {
        string text;
        try
        {
            text = StrictUtf8.GetString(bytes.AsSpan(bytes.AsSpan().StartsWith(System.Text.Encoding.UTF8.Preamble) ? 3 : 0));
        }
        catch (DecoderFallbackException e)
        {
            int line = 1 + bytes.AsSpan(0, Math.Clamp(e.Index, 0, bytes.Length)).Count((byte)'\n');
            log.Error(path, line, "The file is not UTF-8 text. Save it as UTF-8.");
            return null;
        }

        try
        {
            var parser = new Parser(new StringReader(text));
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _))
            {
                log.Error(path, 0, "The file is empty.");
                return null;
            }

            parser.Consume<DocumentStart>();
            YamlNode root = ReadNode(parser, path, log, depth: 0, field: "key");
            parser.Consume<DocumentEnd>();
            if (parser.Accept<DocumentStart>(out DocumentStart? second))
            {
                log.Error(path, (int)second.Start.Line, "The file holds a second document ('---'). Keep one document per file.");
            }

            if (root is YamlMap map)
            {
                return map;
            }

            log.Error(path, root.Line, $"Expected a map of keys, found {root.Kind}.");
        }
        catch (RefusedException e)
        {
            log.Error(path, e.Line, e.Message);
        }
        catch (YamlException e)
        {
            log.Error(path, (int)e.Start.Line, $"This is not YAML: {e.Message.TrimEnd('.')}.");
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException or OverflowException
            or IndexOutOfRangeException or NullReferenceException or KeyNotFoundException)
        {
            // The parser throws such exceptions on some malformed input; nothing of our own inside the block can throw them.
            log.Error(path, 0, $"This is not YAML ({e.Message.TrimEnd('.')}).");
        }

        return null;
    }

    private static YamlNode ReadNode(Parser parser, string path, ProblemLog log, int depth, string field)
    {
        ParsingEvent next = parser.Consume<ParsingEvent>();
        int line = (int)next.Start.Line;
        if (next is AnchorAlias)
        {
            throw new RefusedException(line, "Aliases ('*name') are not allowed. Write the content out, or quote the text.");
        }

        if (next is NodeEvent node && (!node.Anchor.IsEmpty || !node.Tag.IsEmpty))
        {
            throw new RefusedException(line, "Anchors ('&name') and tags ('!name') are not allowed. Remove them, or quote the text.");
        }

        if (depth > MostDepth)
        {
            throw new RefusedException(line, $"Nested more than {MostDepth} levels deep. The format needs four.");
        }

        switch (next)
        {
            case Scalar scalar:
                return YamlText.Limited(line, scalar.Value, isQuoted: scalar.Style != ScalarStyle.Plain, field, path, log);
            case SequenceStart:
                var items = new List<YamlNode>();
                while (!parser.TryConsume<SequenceEnd>(out _))
                {
                    items.Add(ReadNode(parser, path, log, depth + 1, field));
                }

                return new YamlList(line, items);
            case MappingStart:
                return ReadMap(parser, path, log, depth, line);
            default:
                throw new RefusedException(line, "Expected a value.");
        }
    }

    private static YamlMap ReadMap(Parser parser, string path, ProblemLog log, int depth, int line)
    {
        var entries = new List<(YamlText, YamlNode)>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            YamlNode key = ReadNode(parser, path, log, depth + 1, "key");
            YamlNode value = ReadNode(parser, path, log, depth + 1, (key as YamlText)?.Text ?? "key");
            if (key is not YamlText text || text.IsMissing)
            {
                log.Error(path, key.Line, $"Expected a key, found {key.Kind}.");
            }
            else if (!lines.TryAdd(text.Text, key.Line))
            {
                log.Error(path, key.Line, $"The key '{text.Text}' is listed again, first on line {lines[text.Text]}. Remove one.");
            }
            else
            {
                entries.Add((text, value));
            }
        }

        return new YamlMap(line, entries);
    }

    private sealed class RefusedException(int line, string message) : Exception(message)
    {
        public int Line { get; } = line;
    }
}
