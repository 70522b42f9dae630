using System.Buffers.Binary;
using System.Text;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>
/// Reads the output of <see cref="SnapshotWriter"/>. Every length is checked against the remaining bytes before anything is allocated.
/// </summary>
internal ref struct SnapshotReader(ReadOnlySpan<byte> bytes)
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);
    private readonly ReadOnlySpan<byte> all = bytes;
    private int position;

    public readonly bool AtEnd => position == all.Length;

    public readonly InvalidDataException Damaged(string what) => new($"at byte {position}: {what}");

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > all.Length - position)
        {
            throw Damaged($"{count} bytes expected, {all.Length - position} left");
        }

        ReadOnlySpan<byte> taken = all.Slice(position, count);
        position += count;
        return taken;
    }

    public byte Byte() => Bytes(1)[0];

    public bool Flag() => Byte() switch
    {
        0 => false,
        1 => true,
        byte other => throw Damaged($"0 or 1 expected, found {other}"),
    };

    public int Number()
    {
        uint value = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            byte part = Byte();
            value |= (uint)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return (int)value;
            }
        }

        throw Damaged("a number of at most 5 bytes expected");
    }

    public int? Optional() => Flag() ? Number() : null;

    /// <summary>A count of items of at least <paramref name="leastBytes"/> bytes each.</summary>
    public int Count(int leastBytes)
    {
        int count = Number();
        if (count < 0 || count > (all.Length - position) / leastBytes)
        {
            throw Damaged($"a count of {count} does not fit into the {all.Length - position} bytes left");
        }

        return count;
    }

    /// <summary>A position in a list of <paramref name="length"/> items.</summary>
    public int Ordinal(int length)
    {
        int ordinal = Number();
        return ordinal >= 0 && ordinal < length ? ordinal : throw Damaged($"place {ordinal} of a list of {length}");
    }

    public double Real() => BinaryPrimitives.ReadDoubleLittleEndian(Bytes(8));

    public string? OptionalText()
    {
        uint size = (uint)Number();
        if (size == 0)
        {
            return null;
        }

        ReadOnlySpan<byte> text = Bytes((int)((size - 1) >> 1));
        if (((size - 1) & 1) == 0)
        {
            try
            {
                return text.Length == 0 ? string.Empty : StrictUtf8.GetString(text);
            }
            catch (DecoderFallbackException)
            {
                throw Damaged("a text is not UTF-8");
            }
        }

        if (text.Length % 2 != 0)
        {
            throw Damaged("a UTF-16 text of an odd number of bytes");
        }

        return string.Create(text.Length / 2, text, static (characters, source) =>
        {
            for (int i = 0; i < characters.Length; i++)
            {
                characters[i] = (char)BinaryPrimitives.ReadUInt16LittleEndian(source[(i * 2)..]);
            }
        });
    }

    public string Text() => OptionalText() ?? throw Damaged("a text is missing");

    public Dictionary<string, double> Factors()
    {
        int count = Count(leastBytes: 9);
        var factors = new Dictionary<string, double>(StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            factors[Text()] = Real();
        }

        return factors;
    }

    public Dictionary<int, int> Places()
    {
        int count = Count(leastBytes: 2);
        var places = new Dictionary<int, int>();
        for (int i = 0; i < count; i++)
        {
            places[Number()] = Number();
        }

        return places;
    }

    public IReadOnlyList<string> Texts()
    {
        int count = Count(leastBytes: 1);
        if (count == 0)
        {
            return [];
        }

        var texts = new string[count];
        for (int i = 0; i < count; i++)
        {
            texts[i] = Text();
        }

        return texts;
    }
}
