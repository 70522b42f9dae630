using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Indexing;

namespace EpmRl.Retrieval.Cli.Tagging;

/// <summary>
/// The output of a run that was interrupted. Whole batches of it are kept, after a check that they are of the same input, model and taxonomy;
/// the rest, a half-written line included, is cut off and written again.
/// </summary>
internal sealed class ResumedOutput : IDisposable
{
    private readonly string path;
    private readonly FileStream file;
    private readonly StreamReader lines;
    private readonly string space;
    private readonly string taxonomyVersion;
    private long kept; // bytes
    private long read; // bytes
    private bool atEnd;

    /// <summary>Opens the file.</summary>
    public ResumedOutput(string path, string space, string taxonomyVersion)
    {
        this.path = path;
        this.space = space;
        this.taxonomyVersion = taxonomyVersion;
        file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        lines = new StreamReader(file, new System.Text.UTF8Encoding(false), detectEncodingFromByteOrderMarks: false, bufferSize: 1 << 16, leaveOpen: true);
    }

    /// <summary>How many listings need not be done again.</summary>
    public long KeptListings { get; private set; }

    /// <summary>Whether the output holds a whole batch already; after the first no, always no.</summary>
    /// <exception cref="UsageException">The output is of another input.</exception>
    /// <exception cref="SpaceMismatchException">The output is of another model or taxonomy.</exception>
    public async Task<bool> HoldsAsync(ListingBatch batch, CancellationToken cancellationToken)
    {
        foreach (ProductProfile profile in batch.Profiles)
        {
            if (atEnd || await ReadLineAsync(cancellationToken) is not { } line)
            {
                atEnd = true;
                return false;
            }

            Check(line, profile, KeptListings + 1);
        }

        KeptListings += batch.Profiles.Count;
        kept = read;
        return true;
    }

    /// <summary>Refuses an output that goes on after the input's last listing; nothing of it is lost by mistake.</summary>
    /// <exception cref="UsageException">It does.</exception>
    public async Task EndsHereAsync(CancellationToken cancellationToken)
    {
        if (!atEnd && await ReadLineAsync(cancellationToken) is not null)
        {
            throw new UsageException(
                $"{path} holds more than the {KeptListings:N0} listings of the input. Resume with the same input and --limit, or leave --resume out.");
        }
    }

    /// <summary>Cuts off what is not kept.</summary>
    /// <returns>The file, at its end; disposed by the caller.</returns>
    public FileStream CutOff()
    {
        file.SetLength(kept);
        file.Seek(0, SeekOrigin.End);
        return file;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lines.Dispose();
        file.Dispose();
    }

    // A line without an end is half of one.
    private async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        string? line = await lines.ReadLineAsync(cancellationToken);
        if (line is null)
        {
            return null;
        }

        long end = read + System.Text.Encoding.UTF8.GetByteCount(line) + 1;
        if (end > file.Length)
        {
            return null;
        }

        read = end;
        return line;
    }

    private void Check(string line, ProductProfile profile, long number)
    {
        string? id, lineSpace, lineVersion;
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            id = document.RootElement.GetProperty("listing_id").GetString();
            lineSpace = document.RootElement.GetProperty("space").GetString();
            lineVersion = document.RootElement.GetProperty("taxonomy_version").GetString();
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new UsageException($"{path}:{number}: not an output of `epmrl tag`: {exception.Message} Name another --output, or leave --resume out.");
        }

        if (id != profile.Id)
        {
            throw new UsageException(
                $"{path}:{number} is of the listing '{id}', the input has '{profile.Id}' there. Resume with the same input, or leave --resume out.");
        }

        if (lineSpace != space || lineVersion != taxonomyVersion)
        {
            throw new SpaceMismatchException(
                $"{path}:{number} was written in space {lineSpace} with taxonomy {lineVersion}; now they are {space} and {taxonomyVersion}. " +
                "Use the same index and model, or leave --resume out.");
        }
    }
}
