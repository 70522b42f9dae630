using System.Text.Json;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Cli.Tagging;

/// <summary>
/// What a run has written so far: a line for each batch, in <c>&lt;output&gt;.progress.jsonl</c>, appended once the batch is in the output.
/// A resumed run keeps only batches that are recorded here and unchanged.
/// </summary>
internal sealed class TagProgress : IDisposable
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly FileStream file;

    private TagProgress(FileStream file) => this.file = file;

    /// <summary>The file next to an output; null for stdout and devices, which no run resumes.</summary>
    public static string? PathOf(string? output) => output is null || FileIdentity.IsDevice(output) ? null : output + ".progress.jsonl";

    /// <summary>Reads the records of an output. A last line that a kill cut off is ignored.</summary>
    /// <returns>The records in order; null if the file does not exist.</returns>
    /// <exception cref="UsageException">A line is not a record.</exception>
    public static IReadOnlyList<BatchRecord>? Read(string output)
    {
        if (PathOf(output) is not { } path || !File.Exists(path))
        {
            return null;
        }

        string text = File.ReadAllText(path);
        string[] lines = text.Split('\n');
        var records = new List<BatchRecord>(lines.Length);
        foreach (string line in lines[..^1])
        {
            records.Add(Parse(line) ?? throw new UsageException(
                $"{path}:{records.Count + 1}: not a record of a batch. Put the file back as `epmrl tag` wrote it, or leave --resume out."));
        }

        return records;
    }

    /// <summary>Begins the file, or continues it after some of its records; later ones are dropped.</summary>
    public static TagProgress Begin(string path, int kept)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        for (int line = 0; line < kept;)
        {
            line += file.ReadByte() switch
            {
                '\n' => 1,
                -1 => throw new EndOfStreamException($"{file.Name} was cut while it was read."),
                _ => 0,
            };
        }

        file.SetLength(file.Position);
        return new TagProgress(file);
    }

    /// <summary>Records a batch that is in the output.</summary>
    public void Add(BatchRecord record)
    {
        WholeLines.Write(file, [.. JsonSerializer.SerializeToUtf8Bytes(record, Json), (byte)'\n']);
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private static BatchRecord? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<BatchRecord>(line, Json)
                is { Listings: > 0, Bytes: > 0 and <= int.MaxValue, Output: not null, Input: not null } record ? record : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
