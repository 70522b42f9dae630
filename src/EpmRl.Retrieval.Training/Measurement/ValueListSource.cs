namespace EpmRl.Retrieval.Training.Measurement;

/// <summary>The source of the values that a measured engine answers with.</summary>
/// <param name="Kind">Which source.</param>
/// <param name="Path">The folder or file of the source; null for lists gathered from labels.</param>
/// <param name="Schema">The schema file for the data set's lists; null for inferred kinds.</param>
internal sealed record ValueListSource(ValueListKind Kind, string? Path = null, string? Schema = null)
{
    /// <summary>Description of the source for readers of the figures.</summary>
    public string Description => Kind switch
    {
        ValueListKind.Index => $"index '{Path}'",
        ValueListKind.Taxonomy => $"taxonomy '{Path}'",
        ValueListKind.Published => $"closed list: the published {System.IO.Path.GetFileName(Path)}, {SchemaText}",
        ValueListKind.KnownLabels => $"only labels of the listings that were learned from, {SchemaText}",
        ValueListKind.Open =>
            $"open: no list of codes, measurements and numbers; names as in the listings that were learned from, {SchemaText}",
        ValueListKind.None => $"no values: every attribute is open, {SchemaText}",
        _ => $"closed list from all labels, those of the answered listing included, {SchemaText}",
    };

    private string SchemaText => Schema is null ? "kinds inferred" : $"schema {System.IO.Path.GetFileName(Schema)}";
}
