using System.Globalization;
using System.Runtime.InteropServices;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Indexing.Qdrant;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Cli.Diagnosis;

/// <summary>Checks everything that a run depends on, and reports what it found.</summary>
internal sealed class Doctor
{
    private const long LowDisk = 1L << 30;

    private readonly List<Finding> findings = [];

    /// <summary>The findings so far.</summary>
    public IReadOnlyList<Finding> Findings => findings;

    /// <summary>Whether an index and a model do not belong together.</summary>
    public bool Mismatch { get; private set; }

    /// <summary>The program, its runtime and the machine.</summary>
    public void LookAtMachine()
    {
        Add("program", "epmrl", PrintVersion.Version);
        Add("program", "runtime", $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, "
            + $"{RuntimeInformation.ProcessArchitecture}");
        Add("program", "folder", Directory.GetCurrentDirectory());
        Add("processor", "cores", string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} for this process"));
        ProcessorFeatures processor = ProcessorFeatures.Detect();
        Add("processor", "features", string.Join(", ", processor.Names));
        Add("processor", "int8", processor.Vnni
            ? "multiplies 8-bit integers natively"
            : "has no 8-bit dot product; int8 encoders gain less here");
        Add("processor", "memory", $"{Size(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)} for this process");
        var defaults = new ProductReaderOptions();
        Add("limits", "longest row", Size(defaults.MaxRowBytes));
        LookAtDisk(Directory.GetCurrentDirectory());
    }

    /// <summary>The encoder: loads it and encodes a text.</summary>
    /// <returns>Its space; null when it cannot be used.</returns>
    public async Task<EncoderSpace?> LookAtModelAsync(Func<OnnxTextEncoder> open, CancellationToken cancellationToken)
    {
        try
        {
            long started = TimeProvider.System.GetTimestamp();
            using OnnxTextEncoder encoder = open();
            await encoder.EncodeAsync(["doctor"], cancellationToken);
            EncoderSpace space = encoder.Space;
            Add("model", "id", $"{space.ModelId}, {space.Precision}, {space.Dimension} dimensions");
            Add("model", "space", space.Fingerprint);
            Add("model", "longest text", string.Create(CultureInfo.InvariantCulture, $"{space.MaxTokens} tokens; longer ones are cut for "
                + $"the encoder, not for mentions"));
            Add("model", "device", encoder.Device.ToString());
            Add("model", "works", string.Create(CultureInfo.InvariantCulture, $"loaded and encoded a text in "
                + $"{TimeProvider.System.GetElapsedTime(started).TotalSeconds:0.0} s"), FindingState.Good);
            return space;
        }
        catch (Exception exception) when (ExitCodes.IsExpected(exception) && exception is not OperationCanceledException)
        {
            Add("model", "works", NextSteps.Describe(exception), FindingState.Problem);
            return null;
        }
    }

    /// <summary>The learned parts of the model's folder: reads them and compares them with the encoder's space.</summary>
    public void LookAtLearned(string modelFolder, EncoderSpace space)
    {
        try
        {
            LearnedParts parts = LearnedParts.Load(modelFolder);
            if (parts.Model is { } model)
            {
                Add("model", "learned", string.Create(CultureInfo.InvariantCulture, $"{model.WeightCount:N0} weights over mentions, "
                    + $"words and vectors"));
            }

            if (parts.Calibration is { } calibration)
            {
                Add("model", "thresholds", string.Create(CultureInfo.InvariantCulture, $"of {calibration.Attributes.Count:N0} attributes "
                    + $"and {calibration.Kinds.Count:N0} kinds"));
            }

            parts.CheckSpace(space);
        }
        catch (SpaceMismatchException exception)
        {
            Mismatch = true;
            Add("model", "learned", NextSteps.Describe(exception), FindingState.Problem);
        }
        catch (Exception exception) when (ExitCodes.IsExpected(exception))
        {
            Add("model", "learned", NextSteps.Describe(exception), FindingState.Problem);
        }
    }

    /// <summary>An index: opens it and compares it with the encoder and the taxonomy.</summary>
    public void LookAtIndex(string folder, EncoderSpace? space, ProductTaxonomy? taxonomy)
    {
        try
        {
            using var index = EmbeddedVectorIndex.Open(folder);
            IndexManifest manifest = index.Manifest;
            Add("index", "version", string.Create(CultureInfo.InvariantCulture, $"{manifest.Version}, built {manifest.Created:u}"));
            Add("index", "holds", string.Create(CultureInfo.InvariantCulture, $"{manifest.Vectors:N0} vectors in {manifest.Ranges:N0} "
                + $"ranges, {manifest.VectorForm}, {Size(manifest.Files.Values.Sum(file => file.Bytes))}"));
            Add("index", "taxonomy", $"{manifest.Taxonomy} {manifest.TaxonomyVersion}");
            if (space is not null)
            {
                Mismatch |= manifest.Space != space.Fingerprint;
                Add("index", "space", manifest.Space == space.Fingerprint
                    ? $"{manifest.Space}, the model's own"
                    : $"{manifest.Space}, built with {manifest.ModelId} {manifest.Precision}, not with the model loaded. "
                        + "Run: epmrl index build",
                    manifest.Space == space.Fingerprint ? FindingState.Good : FindingState.Problem);
            }

            if (taxonomy is not null)
            {
                Add("index", "is up to date", taxonomy.Version == manifest.TaxonomyVersion
                    ? "built from this taxonomy"
                    : $"built from version {manifest.TaxonomyVersion}, the taxonomy is {taxonomy.Version} now. Run: epmrl index build",
                    taxonomy.Version == manifest.TaxonomyVersion ? FindingState.Good : FindingState.Hint);
            }

            LookAtDisk(folder);
        }
        catch (Exception exception) when (ExitCodes.IsExpected(exception))
        {
            Add("index", "opens", NextSteps.Describe(exception), FindingState.Problem);
        }
    }

    /// <summary>Qdrant: whether it answers, takes the keys, and which version its alias names.</summary>
    public async Task LookAtQdrantAsync(QdrantOptions options, EncoderSpace? space, CancellationToken cancellationToken)
    {
        string keys = (options.ApiKey, options.ReadOnlyApiKey) switch
        {
            (null, null) => "none: QDRANT_API_KEY and QDRANT_READ_ONLY_API_KEY are not set",
            (_, null) => "one that may write",
            (null, _) => "one that may only read",
            _ => "one that may write, and one for readers",
        };
        Add("qdrant", "keys", keys);
        try
        {
            using var target = new QdrantTarget(options);
            Add("qdrant", "server", $"{target.Name}, version {await target.ServerVersionAsync(cancellationToken)}", FindingState.Good);
            IReadOnlyList<string> versions = await target.VersionsAsync(cancellationToken);
            Add("qdrant", "holds", versions.Count == 0 ? "no version" : string.Join(", ", versions));
            using QdrantVectorIndex index = await QdrantVectorIndex.OpenAsync(options, cancellationToken);
            IndexManifest manifest = index.Manifest;
            Add("qdrant", "version", string.Create(CultureInfo.InvariantCulture, $"{manifest.Version}, {manifest.Vectors:N0} vectors of "
                + $"{manifest.Taxonomy} {manifest.TaxonomyVersion}"), FindingState.Good);
            if (space is not null && manifest.Space != space.Fingerprint)
            {
                Mismatch = true;
                Add("qdrant", "space", $"{manifest.Space}, built with {manifest.ModelId} {manifest.Precision}, not with the model loaded. "
                    + "Run: epmrl index build", FindingState.Problem);
            }
        }
        catch (Exception exception) when (ExitCodes.IsExpected(exception) && exception is not OperationCanceledException)
        {
            Add("qdrant", "opens", NextSteps.Describe(exception), FindingState.Problem);
        }
    }

    /// <summary>A taxonomy: loads it.</summary>
    /// <returns>The taxonomy; null when it cannot be used.</returns>
    public ProductTaxonomy? LookAtTaxonomy(string folder)
    {
        try
        {
            ProductTaxonomy taxonomy = TaxonomyReader.Load(folder);
            Add("taxonomy", "version", $"{taxonomy.Name} {taxonomy.Version}");
            Add("taxonomy", "holds", string.Create(CultureInfo.InvariantCulture, $"{taxonomy.Categories.Count:N0} categories, "
                + $"{taxonomy.Attributes.Count:N0} attributes"), FindingState.Good);
            return taxonomy;
        }
        catch (Exception exception) when (ExitCodes.IsExpected(exception))
        {
            Add("taxonomy", "loads", NextSteps.Describe(exception), FindingState.Problem);
            return null;
        }
    }

    private void LookAtDisk(string folder)
    {
        long free = new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        Add("disk", folder, free < LowDisk
            ? $"{Size(free)} free; an index needs about 1 KB a value"
            : $"{Size(free)} free", free < LowDisk ? FindingState.Hint : FindingState.Info);
    }

    /// <summary>The settings of a service, without secrets, and what is wrong with them.</summary>
    public void LookAtService(ServerOptions options)
    {
        foreach ((string name, string value) in ServerSettings.Describe(options))
        {
            Add("service", name, value);
        }

        string[] problems = [.. ServerChecks.Problems(options)];
        foreach (string problem in problems)
        {
            Add("service", "setting", problem, FindingState.Problem);
        }

        if (problems.Length == 0)
        {
            Add("service", "settings", "every one is valid", FindingState.Good);
        }
    }

    private void Add(string section, string name, string text, FindingState state = FindingState.Info) =>
        findings.Add(new Finding(section, name, text, state));

    private static string Size(long bytes) => bytes switch
    {
        >= 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.0} GiB"),
        >= 1L << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):0.0} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0} KiB"),
    };
}
