using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Cli.Tagging;

/// <summary>
/// The output of an interrupted run. Batches that <see cref="TagProgress"/> records are kept, after a check that they are unchanged and
/// come from the same listings, model and taxonomy; the rest is cut off and written again.
/// </summary>
internal sealed class ResumedOutput : IDisposable
{
    private readonly string path;
    private readonly string space;
    private readonly string taxonomyVersion;
    private readonly IReadOnlyList<BatchRecord> records;
    private readonly FileStream file;
    private long keptBytes;
    private bool ended;

    /// <summary>Opens the file, or creates an empty one.</summary>
    /// <exception cref="UsageException">The record of the output is missing or damaged.</exception>
    public ResumedOutput(string path, string space, string taxonomyVersion)
    {
        this.path = path;
        this.space = space;
        this.taxonomyVersion = taxonomyVersion;
        IReadOnlyList<BatchRecord>? read = TagProgress.Read(path);
        if (read is null && FileContent.LengthOf(path) > 0)
        {
            throw new UsageException(
                $"There is no {TagProgress.PathOf(path)}, which records what {path} holds (earlier versions of epmrl wrote none). Put it "
                    + "back, or leave --resume out.");
        }

        records = read ?? [];
        file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
    }

    /// <summary>How many listings are already done.</summary>
    public long KeptListings { get; private set; }

    /// <summary>How many batches hold them.</summary>
    public int KeptBatches { get; private set; }

    /// <summary>Whether the output already holds a complete batch; false for all after the first false.</summary>
    /// <exception cref="UsageException">The output was changed, or is of another input.</exception>
    /// <exception cref="SpaceMismatchException">The output is of another model or taxonomy.</exception>
    public async Task<bool> HoldsAsync(ListingBatch batch, CancellationToken cancellationToken)
    {
        if (ended || KeptBatches == records.Count || keptBytes + records[KeptBatches].Bytes > file.Length)
        {
            ended = true; // killed, or cut by hand: the missing lines are written again
            return false;
        }

        BatchRecord record = records[KeptBatches];
        var lines = new byte[record.Bytes];
        await file.ReadExactlyAsync(lines, cancellationToken);
        CheckSpace(lines);
        if (!record.Wrote(lines))
        {
            throw new UsageException(
                $"{path} was changed after it was written: {Lines(record)} are not those that {TagProgress.PathOf(path)} records. Put them "
                    + $"back, or cut the file before line {KeptListings + 1} to have them and all after them written again, or leave "
                    + "--resume out.");
        }

        if (!record.WasMadeFrom(batch.Profiles))
        {
            // The last batch of an input that has grown since, or of a higher --limit, is done again.
            CheckIds(lines, batch);
            ended = KeptBatches == records.Count - 1 && record.Listings < batch.Profiles.Count
                && record.WasMadeFrom([.. batch.Profiles.Take(record.Listings)]);
            return ended ? false : throw new UsageException(record.Listings == batch.Profiles.Count
                ? $"The input was changed since {path} was written: {Lines(record)} are of listings with the same ids and other content. "
                    + "Resume with the same input and --map, or leave --resume out."
                : $"{path}: {Lines(record)} were written as a batch of {record.Listings} listings, now the batch has "
                    + $"{batch.Profiles.Count}. Resume with the same input, --batch and --limit, or leave --resume out.");
        }

        KeptBatches++;
        KeptListings += record.Listings;
        keptBytes += record.Bytes;
        return true;
    }

    /// <summary>Refuses an output that continues after the input's last listing, so that none of it is lost by mistake.</summary>
    /// <exception cref="UsageException">The output continues.</exception>
    public void EndsHere()
    {
        // A line without a line end is incomplete.
        int read;
        do
        {
            read = file.ReadByte();
        }
        while (read is not ('\n' or -1));

        if (read == '\n')
        {
            throw new UsageException(
                $"{path} holds more than the {KeptListings:N0} listings of the input. Resume with the same input and --limit, or leave "
                    + "--resume out.");
        }
    }

    /// <summary>Cuts off the lines that are not kept.</summary>
    /// <returns>The file, at its end; disposed by the caller.</returns>
    public FileStream CutOff()
    {
        file.SetLength(keptBytes);
        file.Seek(0, SeekOrigin.End);
        return file;
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private string Lines(BatchRecord record) => $"lines {KeptListings + 1} to {KeptListings + record.Listings}";

    // All lines of an output have the same space and taxonomy. A line that cannot be read has been changed; its hash shows that.
    private void CheckSpace(ReadOnlySpan<byte> lines)
    {
        if (Field(lines, "space") is { } lineSpace && Field(lines, "taxonomy_version") is { } lineVersion
            && (lineSpace != space || lineVersion != taxonomyVersion))
        {
            throw new SpaceMismatchException(
                $"{path}:{KeptListings + 1} was written in space {lineSpace} with taxonomy {lineVersion}; now they are {space} and "
                    + $"{taxonomyVersion}. Use the same index and model, or leave --resume out.");
        }
    }

    private void CheckIds(ReadOnlySpan<byte> lines, ListingBatch batch)
    {
        long number = KeptListings;
        foreach (ProductProfile profile in batch.Profiles)
        {
            number++;
            if (lines.IsEmpty)
            {
                return;
            }

            if (Field(lines, "listing_id") is var id && id != profile.Id)
            {
                throw new UsageException(
                    $"{path}:{number} is of the listing '{id}', the input has '{profile.Id}' there. Resume with the same input, or leave "
                        + "--resume out.");
            }

            lines = lines[(lines.IndexOf((byte)'\n') + 1)..];
        }
    }

    // A field of the first line; null where it cannot be read.
    private static string? Field(ReadOnlySpan<byte> lines, string name)
    {
        int end = lines.IndexOf((byte)'\n');
        try
        {
            using JsonDocument document = JsonDocument.Parse(lines[..Math.Max(end, 0)].ToArray());
            return document.RootElement.GetProperty(name).GetString();
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
