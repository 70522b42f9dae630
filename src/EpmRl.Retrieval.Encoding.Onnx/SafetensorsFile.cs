using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>
/// A safetensors file, memory-mapped. The entire header is checked before anything is read: a damaged or hostile file is refused with the
/// reason, and never costs more memory than its own size. Safe for concurrent readers until disposed.
/// </summary>
/// <remarks>
/// Format: 8 bytes little-endian header length, a JSON object of tensor entries, then the bytes (github.com/huggingface/safetensors).
/// </remarks>
internal sealed unsafe class SafetensorsFile : IDisposable
{
    private const int MaxHeaderBytes = 100 * 1024 * 1024; // the format's own limit

    private readonly MemoryMappedFile map;
    private readonly MemoryMappedViewAccessor view;
    private readonly byte* data;
    private readonly Dictionary<string, SafetensorsEntry> entries;

    private SafetensorsFile(
        string path, MemoryMappedFile map, MemoryMappedViewAccessor view, byte* start, long dataStart,
        Dictionary<string, SafetensorsEntry> entries, Dictionary<string, string> metadata)
    {
        Path = path;
        Metadata = metadata;
        DataStart = dataStart;
        this.map = map;
        this.view = view;
        this.entries = entries;
        data = start + dataStart;
    }

    /// <summary>The file's path.</summary>
    public string Path { get; }

    /// <summary>Texts of the header by name.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Byte of the file that the entries' offsets count from.</summary>
    public long DataStart { get; }

    /// <summary>Names of the tensors.</summary>
    public IReadOnlyCollection<string> Names => entries.Keys;

    /// <summary>Opens and checks a file.</summary>
    /// <exception cref="ModelFormatException">Not a safetensors file, or its header contradicts itself or the file's size.</exception>
    public static SafetensorsFile Open(string path)
    {
        long length = FileContent.LengthOf(path)
            ?? throw new ModelFormatException($"'{path}' is missing; expected the model's weights.");
        if (length < 8)
        {
            throw new ModelFormatException($"{path}: {length} bytes; a safetensors file begins with an 8-byte header length.");
        }

        var map = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        MemoryMappedViewAccessor view = map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        byte* start = null;
        try
        {
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            ulong header = BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(start, 8));
            if (header > (ulong)Math.Min(length - 8, MaxHeaderBytes))
            {
                throw new ModelFormatException(
                    $"{path}: the header claims {header} bytes, the file has {length - 8} after its length field.");
            }

            long dataStart = 8 + (long)header;
            var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
            Dictionary<string, SafetensorsEntry> entries =
                SafetensorsHeader.Read(path, new ReadOnlySpan<byte>(start + 8, (int)header), length - dataStart, metadata);
            return new SafetensorsFile(path, map, view, start, dataStart, entries, metadata);
        }
        catch
        {
            if (start is not null)
            {
                view.SafeMemoryMappedViewHandle.ReleasePointer();
            }

            view.Dispose();
            map.Dispose();
            throw;
        }
    }

    /// <summary>The entry of a tensor, or null.</summary>
    public SafetensorsEntry? Find(string name) => entries.GetValueOrDefault(name);

    /// <summary>The bytes of a tensor, in the mapped file.</summary>
    public ReadOnlySpan<byte> Bytes(SafetensorsEntry entry) => new(data + entry.Start, checked((int)entry.Length));

    /// <summary>Writes a tensor's numbers as float32, widening F16 and BF16.</summary>
    /// <param name="entry">The tensor.</param>
    /// <param name="destination">Exactly as many elements as the tensor has.</param>
    /// <exception cref="ModelFormatException">The tensor is not of a float type.</exception>
    public void ReadFloats(SafetensorsEntry entry, Span<float> destination)
    {
        ReadOnlySpan<byte> bytes = Bytes(entry);
        switch (entry.Type)
        {
            case "F32":
                MemoryMarshal.Cast<byte, float>(bytes).CopyTo(destination);
                break;
            case "F16":
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), destination);
                break;
            case "BF16":
                ReadOnlySpan<ushort> upper = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (int i = 0; i < upper.Length; i++)
                {
                    destination[i] = BitConverter.UInt32BitsToSingle((uint)upper[i] << 16);
                }

                break;
            default:
                throw new ModelFormatException($"{Path}: tensor '{entry.Name}' is of type {entry.Type}; expected F32, F16 or BF16.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        map.Dispose();
    }
}
