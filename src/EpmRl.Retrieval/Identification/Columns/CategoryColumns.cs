using System.Collections.Concurrent;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>
/// Lets the columns and options of a row that name attributes of its category speak before the text does. Prepared once per category, safe
/// for concurrent callers; listings without such columns pass as they are.
/// </summary>
/// <param name="category">The category.</param>
/// <param name="readers">The readers of its taxonomy.</param>
/// <param name="decider">The decider of an attribute.</param>
/// <param name="reader">The reader of an attribute's cells.</param>
internal sealed class CategoryColumns(
    Category category, MentionReaderFactory readers, Func<AttributeDefinition, AttributeDecider> decider,
    Func<AttributeDefinition, ICellReader> reader)
{
    private const int MostKept = 10_000; // rows of JSON may each have keys of their own

    private readonly AttributeNames names = new(category, readers);
    private readonly ConcurrentDictionary<ColumnMeaning, NamedAttribute?> found = new(ReferenceEqualityComparer.Instance);

    /// <summary>What reads the cells of an attribute.</summary>
    public static ICellReader ReaderOf(AttributeDefinition attribute, MentionReaderFactory readers) => attribute switch
    {
        { IsCode: true } => new CodeCells(attribute, readers),
        { IsQuantity: true } => new QuantityCells(attribute, readers),
        _ => new NameCells(attribute, readers),
    };

    /// <summary>Joins the answers of the text with what the columns say.</summary>
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

    // The first column that can be read, or else the first that should have been.
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
                    break; // a person said that this one holds the attribute
                }
            }
        }

        return unread;
    }

    // What a column that may be about another thing has to say: a model is no model number.
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
