using System.Text;

namespace EpmRl.Retrieval.TestKit.Qdrant.Json;

/// <summary>Reads a request body as the server's parser does: same grammar, same messages, same places.</summary>
internal sealed class JsonText
{
    private const int DeepestLevel = 128;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly byte[] _bytes;
    private int _at;

    private JsonText(byte[] bytes) => _bytes = bytes;

    /// <exception cref="FormatFault">The body is not JSON.</exception>
    public static JsonItem Parse(byte[] bytes)
    {
        JsonText text = new(bytes);
        JsonItem item = text.Value(0);
        item.After = item.End;
        if (text.Next() is not null)
        {
            throw text.Seen("trailing characters");
        }

        return item;
    }

    /// <summary>An offset as line and column of the server's messages.</summary>
    public static (int Line, int Column) Place(ReadOnlySpan<byte> bytes, int offset)
    {
        ReadOnlySpan<byte> before = bytes[..Math.Min(offset, bytes.Length)];
        int lines = before.Count((byte)'\n');
        return (lines + 1, before.Length - (before.LastIndexOf((byte)'\n') + 1));
    }

    private JsonItem Value(int level)
    {
        byte first = Next() ?? throw Seen("EOF while parsing a value");
        if (level > DeepestLevel)
        {
            throw Seen("recursion limit exceeded");
        }

        return first switch
        {
            (byte)'{' => Object(level),
            (byte)'[' => Array(level),
            (byte)'"' => Finish(new JsonItem(JsonKind.String, _at), String()),
            (byte)'n' => Word(JsonKind.Null, "null"),
            (byte)'t' => Word(JsonKind.Boolean, "true"),
            (byte)'f' => Word(JsonKind.Boolean, "false"),
            (byte)'-' or (>= (byte)'0' and <= (byte)'9') => Number(),
            _ => throw Seen("expected value"),
        };
    }

    private JsonItem Object(int level)
    {
        JsonItem item = new(JsonKind.Object, _at++);
        bool first = true;
        while (true)
        {
            byte next = Next() ?? throw Seen("EOF while parsing an object");
            if (next == '}' && first)
            {
                _at++;
                break;
            }

            if (next == '}')
            {
                throw Seen("trailing comma");
            }

            if (next != '"')
            {
                throw Seen("key must be a string");
            }

            string name = String();
            if ((Next() ?? throw Seen("EOF while parsing an object")) != ':')
            {
                throw Seen("expected `:`");
            }

            _at++;
            JsonItem member = Value(level + 1);
            item.Add(name, member);
            first = false;
            next = Next() ?? throw Seen("EOF while parsing an object");
            if (next == '}')
            {
                member.After = ++_at;
                break;
            }

            member.After = _at;
            if (next != ',')
            {
                throw Seen("expected `,` or `}`");
            }

            _at++;
        }

        return Finish(item, "");
    }

    private JsonItem Array(int level)
    {
        JsonItem item = new(JsonKind.Array, _at++);
        if ((Next() ?? throw Seen("EOF while parsing a list")) == ']')
        {
            _at++;
            return Finish(item, "");
        }

        while (true)
        {
            JsonItem element = Value(level + 1);
            item.Add(element);
            byte next = Next() ?? throw Seen("EOF while parsing a list");
            if (next is not ((byte)',' or (byte)']'))
            {
                throw Seen("expected `,` or `]`");
            }

            element.After = ++_at;
            if (next == ']')
            {
                return Finish(item, "");
            }

            if ((Next() ?? throw Seen("EOF while parsing a value")) == ']')
            {
                throw Seen("trailing comma");
            }
        }
    }

    private JsonItem Number()
    {
        JsonItem item = new(JsonKind.Number, _at);
        int start = _at;
        Skip('-');
        if (!Skip('0') && Digits() == 0)
        {
            throw Seen("invalid number");
        }

        if (Skip('.') && Digits() == 0)
        {
            throw Seen("invalid number");
        }

        if (Skip('e') || Skip('E'))
        {
            _ = Skip('+') || Skip('-');
            if (Digits() == 0)
            {
                throw Seen("invalid number");
            }
        }

        return Finish(item, System.Text.Encoding.ASCII.GetString(_bytes, start, _at - start));
    }

    private JsonItem Word(JsonKind kind, string word)
    {
        JsonItem item = new(kind, _at);
        foreach (char letter in word)
        {
            if (_at == _bytes.Length)
            {
                throw Seen("EOF while parsing a value");
            }

            if (!Skip(letter))
            {
                throw Seen("expected ident");
            }
        }

        return Finish(item, word);
    }

    private string String()
    {
        int start = ++_at;
        while (true)
        {
            if (_at == _bytes.Length)
            {
                throw new FormatFault("EOF while parsing a string", _at);
            }

            byte next = _bytes[_at++];
            if (next == '"')
            {
                break;
            }

            if (next < 0x20)
            {
                throw new FormatFault("control character (\\u0000-\\u001F) found while parsing a string", _at);
            }

            if (next == '\\')
            {
                _at = Math.Min(_at + 1, _bytes.Length);
            }
        }

        try
        {
            string raw = Strict.GetString(_bytes, start, _at - 1 - start);
            return raw.Contains('\\', StringComparison.Ordinal) ? System.Text.Json.JsonSerializer.Deserialize<string>($"\"{raw}\"")! : raw;
        }
        catch (DecoderFallbackException)
        {
            throw new FormatFault("invalid unicode code point", _at);
        }
        catch (System.Text.Json.JsonException)
        {
            throw new FormatFault("invalid escape", _at);
        }
    }

    private JsonItem Finish(JsonItem item, string text)
    {
        item.Text = text;
        item.End = _at;
        return item;
    }

    private int Digits()
    {
        int start = _at;
        while (_at < _bytes.Length && _bytes[_at] is >= (byte)'0' and <= (byte)'9')
        {
            _at++;
        }

        return _at - start;
    }

    private bool Skip(char expected)
    {
        if (_at < _bytes.Length && _bytes[_at] == expected)
        {
            _at++;
            return true;
        }

        return false;
    }

    private byte? Next()
    {
        while (_at < _bytes.Length && _bytes[_at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            _at++;
        }

        return _at < _bytes.Length ? _bytes[_at] : null;
    }

    /// <summary>A fault at the byte that is looked at; at the end of the body there is none.</summary>
    private FormatFault Seen(string text) => new(text, Math.Min(_at + 1, _bytes.Length));
}
