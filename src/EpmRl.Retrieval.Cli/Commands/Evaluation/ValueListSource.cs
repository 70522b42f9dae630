using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Evaluation;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>Where the values come from that an evaluation answers with.</summary>
/// <param name="Kind">Which source.</param>
/// <param name="Path">The folder or file of the source; null for lists gathered from labels.</param>
/// <param name="Schema">The schema file for the data set's lists; null for inferred kinds.</param>
internal sealed record ValueListSource(ValueListKind Kind, string? Path, string? Schema)
{
    /// <summary>What a reader of the figures must know about it.</summary>
    public string Description => Kind switch
    {
        ValueListKind.Index => $"index '{Path}'",
        ValueListKind.Taxonomy => $"taxonomy '{Path}'",
        ValueListKind.Published => $"closed list: the published {System.IO.Path.GetFileName(Path)}, {SchemaText}",
        ValueListKind.KnownLabels => $"only labels of the listings that were learned from, {SchemaText}",
        ValueListKind.Open => $"open: no list of codes, measurements and numbers; names as in the listings that were learned from, {SchemaText}",
        _ => $"closed list from all labels, those of the answered listing included, {SchemaText}",
    };

    private string SchemaText => Schema is null ? "kinds inferred" : $"schema {System.IO.Path.GetFileName(Schema)}";

    /// <summary>Chooses the source from what was typed and what the data set has.</summary>
    /// <exception cref="UsageException">The options contradict each other or the data set.</exception>
    public static ValueListSource Choose(LabelledDataSet data, bool learns, string? list, string? schema, string? taxonomy, string? index)
    {
        if (new[] { list, taxonomy, index }.Count(given => given is not null) > 1)
        {
            throw new UsageException("--list, --taxonomy and --index each say where the values come from: give one of them.");
        }

        if (schema is not null && (taxonomy ?? index) is not null)
        {
            throw new UsageException("--schema describes the data set's own lists; a taxonomy or an index has its kinds already. Leave --schema out.");
        }

        if (index is not null)
        {
            return new ValueListSource(ValueListKind.Index, index, null);
        }

        if (taxonomy is not null)
        {
            return new ValueListSource(ValueListKind.Taxonomy, taxonomy, null);
        }

        return (list ?? (data.ValuesFile is not null ? "published" : learns ? "folds" : "all")) switch
        {
            "published" => new ValueListSource(
                ValueListKind.Published,
                data.ValuesFile ?? throw new UsageException($"--list published: the folder of '{data.File}' has no values.json. Use --list all, or --folds 5."),
                schema),
            "folds" or "open" when !learns =>
                throw new UsageException($"--list {list}: no listing is known whose labels the list could be made of. Add --folds 5, or --fit-on."),
            "folds" => new ValueListSource(ValueListKind.KnownLabels, null, schema),
            "open" => new ValueListSource(ValueListKind.Open, null, schema),
            _ => new ValueListSource(ValueListKind.AllLabels, null, schema),
        };
    }
}

/// <summary>The sources of value lists.</summary>
internal enum ValueListKind
{
    /// <summary>An index that was built before.</summary>
    Index,

    /// <summary>A taxonomy folder.</summary>
    Taxonomy,

    /// <summary>The lists that the data set publishes.</summary>
    Published,

    /// <summary>The labels of the listings that are learned from.</summary>
    KnownLabels,

    /// <summary>The same for names; nothing for codes, measurements and numbers.</summary>
    Open,

    /// <summary>Every label of the file.</summary>
    AllLabels,
}
