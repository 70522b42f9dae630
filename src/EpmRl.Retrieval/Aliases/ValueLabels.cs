using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Aliases;

/// <summary>Which documents are labelled with which values of one attribute, and in which of them the readers find the value.</summary>
/// <param name="attribute">The attribute.</param>
internal sealed class ValueLabels(AttributeDefinition attribute)
{
    private readonly Dictionary<string, string> idOf = attribute.Values
        .Where(value => value.Status == ValueStatus.Active)
        .GroupBy(value => Key(attribute, value.Label))
        .ToDictionary(same => same.Key, same => same.First().Id, StringComparer.Ordinal);

    /// <summary>The attribute.</summary>
    public AttributeDefinition Attribute => attribute;

    /// <summary>Every document labelled for the attribute, with the ids of its values; none for the null value.</summary>
    public Dictionary<int, IReadOnlyList<string>> Labelled { get; } = [];

    /// <summary>Value id → the documents that have it but do not show it to the readers, ascending.</summary>
    public Dictionary<string, List<int>> Missed { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds a document; documents come in ascending order.</summary>
    public void Add(int document, IEnumerable<string> labels, IEnumerable<Mention> mentions)
    {
        string[] values = [.. labels.Select(label => idOf.GetValueOrDefault(Key(attribute, label))).OfType<string>().Distinct()];
        Labelled[document] = values;
        foreach (string value in values.Except(mentions.Select(mention => mention.ValueId)).OfType<string>())
        {
            if (!Missed.TryGetValue(value, out List<int>? missed))
            {
                Missed.Add(value, missed = []);
            }

            missed.Add(document);
        }
    }

    /// <summary>The attributes read by name in listings' labels, with their labels and readings.</summary>
    /// <param name="listings">N documents.</param>
    /// <param name="fields">Their fields.</param>
    /// <param name="readers">The readers of their categories; null for a listing of an unknown one.</param>
    /// <param name="cancellationToken">Checked between documents.</param>
    public static IReadOnlyList<ValueLabels> Of(
        IReadOnlyList<LabelledListing> listings, IReadOnlyList<IReadOnlyList<FieldText>> fields,
        Func<LabelledListing, (Category Category, MentionReader Reader)?> readers, CancellationToken cancellationToken)
    {
        var byAttribute = new Dictionary<string, ValueLabels>(StringComparer.Ordinal);
        for (int d = 0; d < listings.Count; d++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (readers(listings[d]) is not { } known)
            {
                continue;
            }

            IReadOnlyDictionary<string, IReadOnlyList<Mention>> mentions = known.Reader.Read(fields[d], cancellationToken);
            foreach ((string name, IReadOnlyList<string> labels) in listings[d].Gold)
            {
                if (known.Category.Attributes.FirstOrDefault(one => TextKey.Of(one.Name) == TextKey.Of(name)) is not { } found
                    || !found.IsNamed)
                {
                    continue;
                }

                if (!byAttribute.TryGetValue(found.Id, out ValueLabels? facts))
                {
                    byAttribute.Add(found.Id, facts = new ValueLabels(found));
                }

                facts.Add(d, labels, mentions.GetValueOrDefault(found.Id) ?? []);
            }
        }

        return [.. byAttribute.Values.OrderBy(facts => facts.Attribute.Id, StringComparer.Ordinal)];
    }

    private static string Key(AttributeDefinition attribute, string label) =>
        attribute.CaseSensitive ? TextKey.OfCased(label) : TextKey.Of(label);
}
