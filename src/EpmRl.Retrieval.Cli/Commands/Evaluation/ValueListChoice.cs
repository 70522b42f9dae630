using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Training.Measurement;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>The options that choose the value lists of an evaluation.</summary>
internal static class ValueListChoice
{
    /// <summary>Chooses the source from the options and the files of the data set.</summary>
    /// <exception cref="UsageException">The options contradict each other or the data set.</exception>
    public static ValueListSource Of(LabelledDataSet data, bool learns, string? list, string? schema, string? taxonomy, string? index)
    {
        if (new[] { list, taxonomy, index }.Count(given => given is not null) > 1)
        {
            throw new UsageException("--list, --taxonomy and --index each say where the values come from: give one of them.");
        }

        if (schema is not null && (taxonomy ?? index) is not null)
        {
            throw new UsageException(
                "--schema describes the data set's own lists; a taxonomy or an index has its kinds already. Leave --schema out.");
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
                data.ValuesFile ?? throw new UsageException(
                    $"--list published: the folder of '{data.File}' has no values.json. Use --list all, or --folds 5."),
                schema),
            "folds" or "open" when !learns =>
                throw new UsageException(
                    $"--list {list}: there are no known labels to make the list from. Add --folds 5, or --fit-on."),
            "folds" => new ValueListSource(ValueListKind.KnownLabels, null, schema),
            "open" => new ValueListSource(ValueListKind.Open, null, schema),
            "none" => new ValueListSource(ValueListKind.None, null, schema),
            _ => new ValueListSource(ValueListKind.AllLabels, null, schema),
        };
    }
}
