using System.Collections.Concurrent;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>
/// Gives columns and options of a row that name attributes of its category precedence over the text. Prepared once per category, safe for
/// concurrent callers; answers of listings without such columns are unchanged.
/// </summary>
/// <param name="category">The category.</param>
/// <param name="readers">The readers of its taxonomy.</param>
/// <param name="decider">The decider of an attribute.</param>
/// <param name="reader">The reader of an attribute's cells.</param>
internal sealed class CategoryColumns(
    Category category, MentionReaderFactory readers, Func<AttributeDefinition, AttributeDecider> decider,
    Func<AttributeDefinition, ICellReader> reader)
{
    private const int MostKept = 10_000; // each JSON row may have different keys

    private readonly AttributeNames names = new(category, readers);
    private readonly ConcurrentDictionary<ColumnMeaning, NamedAttribute?> found = new(ReferenceEqualityComparer.Instance);

    /// <summary>The reader of an attribute's cells.</summary>
    public static ICellReader ReaderOf(AttributeDefinition attribute, MentionReaderFactory readers) => attribute switch
    {
        { IsCode: true } => new CodeCells(attribute, readers),
        { IsQuantity: true } => new QuantityCells(attribute, readers),
        _ => new NameCells(attribute, readers),
    };

    /// <summary>Merges the answers from the text with those from the columns.</summary>
    /// <param name="profile">The listing.</param>
    /// <param name="answers">One answer for each attribute of the category, in its order.</param>
    /// <param name="cancellationToken">Checked between columns.</param>
    public IReadOnlyList<AttributeAnswer> Join(
        ProductProfile profile, IReadOnlyList<AttributeAnswer> answers, CancellationToken cancellationToken = default)
    {
        if (profile.Options.Count == 0 && profile.Extra.Count == 0 && profile.Shared.Count == 0)
        {
            return answers;
        }

        List<RowColumn> columns = RowColumns.Of(profile, Find);
        if (columns.Count == 0)
        {
            return answers;
        }

        AttributeAnswer[] joined = [.. answers];
        foreach (IGrouping<int, RowColumn> group in columns.GroupBy(column => column.Attribute.Index))
        {
            cancellationToken.ThrowIfCancellationRequested();
            AttributeDefinition attribute = category.Attributes[group.Key];
            if (Speaking(attribute, group.OrderBy(column => column.Rank)) is var (column, reading))
            {
                var answer = new ColumnAnswer(attribute, decider(attribute), column, reading);
                joined[group.Key] = reading.Values.Count > 0
                    ? answer.Join(joined[group.Key])
                    : answer.Doubt(joined[group.Key], isShared: profile.GroupId is not null);
            }
        }

        return joined;
    }

    // The first column that can be read, or else the first that should be readable.
    private (RowColumn Column, CellReading Reading)? Speaking(AttributeDefinition attribute, IEnumerable<RowColumn> columns)
    {
        ICellReader cells = reader(attribute);
        (RowColumn, CellReading)? unread = null;
        foreach (RowColumn column in columns)
        {
            CellReading reading = cells.Read(column.Cell);
            if (reading.Values.Count > 0 && (column.IsSure || IsPlain(attribute, reading)))
            {
                return (column, reading);
            }

            if (!reading.IsNothing && column.IsSure)
            {
                unread ??= (column, reading);
                if (column.Attribute.Naming == Naming.Mapped)
                {
                    break; // the user mapped this column to the attribute
                }
            }
        }

        return unread;
    }

    // Whether a column that may be about something else has a usable value: a model name is not a model number.
    private static bool IsPlain(AttributeDefinition attribute, CellReading reading) => attribute.IsQuantity
        || (!reading.IsGuess && (attribute.IsCode || reading.Values.All(value => value.Id is not null)));

    private NamedAttribute? Find(ColumnMeaning column)
    {
        if (!found.TryGetValue(column, out NamedAttribute? attribute))
        {
            attribute = names.Find(column);
            if (column.Column.Length <= ColumnKey.Longest && found.Count < MostKept)
            {
                found.TryAdd(column, attribute);
            }
        }

        return attribute;
    }
}
