using Google.Protobuf.Collections;
using Qdrant.Client.Grpc;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>The metadata a collection stores about its version.</summary>
internal sealed record CollectionMetadata
{
    /// <summary>The collection is being loaded.</summary>
    public const string Loading = "loading";

    /// <summary>The collection was loaded completely.</summary>
    public const string Loaded = "loaded";

    /// <summary>The only field that changes.</summary>
    public const string StateField = "state";

    /// <summary>Form of payloads, ids and metadata.</summary>
    public const int CurrentSchema = 1;

    /// <summary>Form of payloads, ids and metadata.</summary>
    public int? Schema { get; init; }

    /// <summary>The program that made it.</summary>
    public string? BuiltBy { get; init; }

    /// <summary>The alias it was made for.</summary>
    public string? Index { get; init; }

    /// <summary>The version.</summary>
    public string? Version { get; init; }

    /// <summary>Space fingerprint of the encoder.</summary>
    public string? Space { get; init; }

    /// <summary>Name of the taxonomy.</summary>
    public string? Taxonomy { get; init; }

    /// <summary>Version of the taxonomy.</summary>
    public string? TaxonomyVersion { get; init; }

    /// <summary>SHA-256 of the version's taxonomy file.</summary>
    public string? TaxonomySha256 { get; init; }

    /// <summary>Number of vectors of the version.</summary>
    public long? Vectors { get; init; }

    /// <summary>Number of (category, attribute) ranges.</summary>
    public int? Ranges { get; init; }

    /// <summary>Length of the vectors.</summary>
    public int? Dimension { get; init; }

    /// <summary><see cref="Loading"/> or <see cref="Loaded"/>.</summary>
    public string? State { get; init; }

    /// <summary>Metadata of a version that is about to be loaded.</summary>
    public static CollectionMetadata Of(string alias, IndexManifest manifest) => new()
    {
        Schema = CurrentSchema,
        BuiltBy = "epmrl",
        Index = alias,
        Version = manifest.Version,
        Space = manifest.Space,
        Taxonomy = manifest.Taxonomy,
        TaxonomyVersion = manifest.TaxonomyVersion,
        TaxonomySha256 = manifest.Files[IndexFiles.Taxonomy].Sha256,
        Vectors = manifest.Vectors,
        Ranges = manifest.Ranges,
        Dimension = manifest.Dimension,
        State = Loading,
    };

    /// <summary>Metadata of an existing collection; fields that are missing or of another type are null.</summary>
    public static CollectionMetadata From(CollectionInfo info)
    {
        MapField<string, Value> metadata = info.Config?.Metadata ?? [];
        return new()
        {
            Schema = (int?)Number("schema"),
            BuiltBy = Text("built_by"),
            Index = Text("index"),
            Version = Text("version"),
            Space = Text("space"),
            Taxonomy = Text("taxonomy"),
            TaxonomyVersion = Text("taxonomy_version"),
            TaxonomySha256 = Text("taxonomy_sha256"),
            Vectors = Number("vectors"),
            Ranges = (int?)Number("ranges"),
            Dimension = (int?)Number("dimension"),
            State = Text(StateField),
        };

        string? Text(string field) => metadata.TextOf(field);

        long? Number(string field) =>
            metadata.TryGetValue(field, out Value? value) && value.KindCase == Value.KindOneofCase.IntegerValue ? value.IntegerValue : null;
    }

    /// <summary>Adds the known fields to a collection's metadata.</summary>
    public void AddTo(MapField<string, Value> metadata)
    {
        Add("schema", Schema);
        AddText("built_by", BuiltBy);
        AddText("index", Index);
        AddText("version", Version);
        AddText("space", Space);
        AddText("taxonomy", Taxonomy);
        AddText("taxonomy_version", TaxonomyVersion);
        AddText("taxonomy_sha256", TaxonomySha256);
        Add("vectors", Vectors);
        Add("ranges", Ranges);
        Add("dimension", Dimension);
        AddText(StateField, State);

        void AddText(string field, string? value)
        {
            if (value is not null)
            {
                metadata.Add(field, value);
            }
        }

        void Add(string field, long? value)
        {
            if (value is not null)
            {
                metadata.Add(field, value.Value);
            }
        }
    }

    /// <summary>Describes where this differs from a version's manifest; null when it does not.</summary>
    public string? DifferenceFrom(string alias, IndexManifest manifest)
    {
        CollectionMetadata expected = Of(alias, manifest);
        return Different("schema", Schema, expected.Schema)
            ?? Different("index", Index, expected.Index)
            ?? Different("version", Version, expected.Version)
            ?? Different("space", Space, expected.Space)
            ?? Different("taxonomy", TaxonomySha256, expected.TaxonomySha256)
            ?? Different("vectors", Vectors, expected.Vectors)
            ?? Different("ranges", Ranges, expected.Ranges)
            ?? Different("dimension", Dimension, expected.Dimension);

        static string? Different<T>(string what, T found, T wanted) =>
            EqualityComparer<T>.Default.Equals(found, wanted) ? null : $"its {what} is {found?.ToString() ?? "missing"}, not {wanted}";
    }
}
