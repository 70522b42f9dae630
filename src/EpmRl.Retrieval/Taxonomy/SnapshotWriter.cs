using System.Buffers.Binary;
using System.Text;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>The primitives of the snapshot format: counts and ordinals as varints, texts with their length.</summary>
internal sealed class SnapshotWriter(Stream stream) : ISettingWriter
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);
    private readonly byte[] number = new byte[8];

    public void Bytes(ReadOnlySpan<byte> bytes) => stream.Write(bytes);

    public void Byte(byte value) => stream.WriteByte(value);

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void Number(int value)
    {
        uint rest = (uint)value; // negative numbers take five bytes; only broken settings hold them
        while (rest >= 0x80)
        {
            stream.WriteByte((byte)(rest | 0x80));
            rest >>= 7;
        }

        stream.WriteByte((byte)rest);
    }

    public void Optional(int? value)
    {
        Flag(value.HasValue);
        if (value.HasValue)
        {
            Number(value.Value);
        }
    }

    public void Real(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(number, value);
        stream.Write(number);
    }

    // 0 for null; else 1 + 2 · bytes, + 1 when the bytes are UTF-16 because UTF-8 cannot hold a lone surrogate.
    public void Text(string? text)
    {
        if (text is null)
        {
            Number(0);
            return;
        }

        byte[] bytes;
        int isUtf16 = 0;
        try
        {
            bytes = StrictUtf8.GetBytes(text);
        }
        catch (EncoderFallbackException)
        {
            bytes = new byte[text.Length * 2];
            for (int i = 0; i < text.Length; i++)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(i * 2), text[i]);
            }

            isUtf16 = 1;
        }

        Number(1 + (2 * bytes.Length) + isUtf16);
        stream.Write(bytes);
    }

    public void Texts(IReadOnlyCollection<string> texts)
    {
        Number(texts.Count);
        foreach (string text in texts)
        {
            Text(text);
        }
    }

    public void Choice(int ordinal) => Byte((byte)ordinal);

    public void Factors(IReadOnlyDictionary<string, double> factors)
    {
        Number(factors.Count);
        foreach ((string name, double factor) in factors)
        {
            Text(name);
            Real(factor);
        }
    }

    public void Places(IReadOnlyDictionary<int, int> places)
    {
        Number(places.Count);
        foreach ((int length, int place) in places)
        {
            Number(length);
            Number(place);
        }
    }

    public void Range(UsualRange? range)
    {
        Flag(range is not null);
        if (range is not null)
        {
            Real(range.Least);
            Real(range.Most);
        }
    }
}
