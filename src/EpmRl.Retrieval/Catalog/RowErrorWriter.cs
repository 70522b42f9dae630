using System.Buffers;
using System.Text.Json;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Catalog;

/// <summary>
/// Writes row errors as JSON Lines: <c>{"file","line","field","message","row"}</c>. The file appears with the first error. Only a list of
/// row errors is ever replaced or removed.
/// </summary>
internal sealed class RowErrorWriter : IDisposable
{
    private const int BeginningBytes = 1 << 16;

    private readonly string path;
    private readonly Utf8JsonWriter json;
    private readonly ArrayBufferWriter<byte> line = new();
    private FileStream? file;

    /// <summary>
    /// Prepares the file; an older list of that name is removed, since its errors belong to another run. An empty file stays.
    /// </summary>
    /// <exception cref="InvalidRequestException">The file holds something else.</exception>
    public RowErrorWriter(string path)
    {
        ThrowIfTaken(path);
        this.path = path;
        json = new Utf8JsonWriter(Stream.Null, JsonLines.Writing);
        if (!FileIdentity.IsDevice(path) && FileContent.LengthOf(path) > 0)
        {
            File.Delete(path);
        }
    }

    /// <summary>The number of errors written.</summary>
    public long Count { get; private set; }

    /// <summary>Throws when a file is not a list of row errors; for callers with much work before they write.</summary>
    /// <param name="path">The file; absent, empty, a device or an older list.</param>
    /// <exception cref="InvalidRequestException">The file holds something else.</exception>
    public static void ThrowIfTaken(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path) || (!FileIdentity.IsDevice(path) && File.Exists(path) && !IsList(path)))
        {
            throw new InvalidRequestException(
                $"'{path}' exists and is not a list of bad rows, so it is not replaced by one. Name another file, or remove it.");
        }
    }

    /// <summary>Writes an error; it is in the file when the call returns.</summary>
    public void Write(RowError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        file ??= new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        line.ResetWrittenCount();
        json.Reset(line);
        Write(json, error);
        json.Flush();
        line.Write("\n"u8);
        WholeLines.Write(file, line.WrittenSpan);
        Count++;
    }

    /// <summary>Writes an error as an object.</summary>
    public static void Write(Utf8JsonWriter json, RowError error)
    {
        json.WriteStartObject();
        json.WriteString("file"u8, error.File);
        json.WriteNumber("line"u8, error.Line);
        json.WriteString("field"u8, error.Field);
        json.WriteString("message"u8, error.Message);
        json.WriteString("row"u8, error.Row);
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        json.Dispose();
        file?.Dispose();
    }

    // The beginning suffices: the properties are written in a fixed order.
    private static bool IsList(string path)
    {
        byte[] beginning = new byte[BeginningBytes];
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        int read = stream.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false);
        var json = new Utf8JsonReader(beginning.AsSpan(0, read), isFinalBlock: false, default);
        try
        {
            return read == 0 || (json.Read() && json.TokenType == JsonTokenType.StartObject
                && NextIs(ref json, "file"u8, JsonTokenType.String) && NextIs(ref json, "line"u8, JsonTokenType.Number)
                && json.Read() && json.ValueTextEquals("field"u8));
        }
        catch (JsonException)
        {
            return false;
        }

        static bool NextIs(ref Utf8JsonReader json, ReadOnlySpan<byte> name, JsonTokenType type) =>
            json.Read() && json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals(name) && json.Read()
                && json.TokenType == type;
    }
}
