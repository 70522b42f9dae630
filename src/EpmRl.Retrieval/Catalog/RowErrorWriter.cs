using System.Text.Json;

namespace EpmRl.Retrieval.Catalog;

/// <summary>Writes row errors as JSON Lines: <c>{"file","line","field","message","row"}</c>. The file appears with the first error.</summary>
public sealed class RowErrorWriter : IDisposable
{
    private readonly string path;
    private readonly Utf8JsonWriter json;
    private FileStream? file;

    /// <summary>Prepares the file; an older one of that name is removed, since its errors are another run's.</summary>
    public RowErrorWriter(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        this.path = path;
        json = new Utf8JsonWriter(Stream.Null, JsonLines.Writing);
        File.Delete(path);
    }

    /// <summary>How many errors were written.</summary>
    public long Count { get; private set; }

    /// <summary>Writes an error; it is in the file when the call returns.</summary>
    public void Write(RowError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        file ??= new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        json.Reset(file);
        json.WriteStartObject();
        json.WriteString("file"u8, error.File);
        json.WriteNumber("line"u8, error.Line);
        json.WriteString("field"u8, error.Field);
        json.WriteString("message"u8, error.Message);
        json.WriteString("row"u8, error.Row);
        json.WriteEndObject();
        json.Flush();
        file.WriteByte((byte)'\n');
        file.Flush();
        Count++;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        json.Dispose();
        file?.Dispose();
    }
}
